import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

const TYPES = { A: 1, CNAME: 5, MX: 15, TXT: 16 } as const;
const NXDOMAIN = 3;
const SERVFAIL = 2;

/** Records by `TYPE name`; a TXT record in its pieces, an MX record as `priority host`. */
export type Zone = Readonly<
  Record<`${keyof typeof TYPES} ${string}`, readonly (string | string[])[]>
>;

/** A name that this server fails to answer. */
export const BROKEN = 'broken.example.net';

const labels = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
    Buffer.from([0]),
  ]);

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);

function dataOf(type: string, value: string | string[]): Buffer {
  if (type === 'TXT') {
    const pieces = [value].flat();
    return Buffer.concat(
      pieces.map((piece) => Buffer.from(`${String.fromCharCode(piece.length)}${piece}`)),
    );
  }
  const text = String(value);
  if (type === 'A') return Buffer.from(text.split('.').map(Number));
  if (type === 'CNAME') return labels(text);
  const [priority = '', host = ''] = text.split(' ');
  return Buffer.concat([u16(Number(priority)), labels(host)]);
}

function readQuestion(query: Buffer): { name: string; type: string; end: number } {
  const parts: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    parts.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const code = query.readUInt16BE(at + 1);
  const type = Object.entries(TYPES).find(([, each]) => each === code)?.[0] ?? '';
  return { name: parts.join('.').toLowerCase(), type, end: at + 5 };
}

function answer(query: Buffer, zone: Zone): Buffer {
  const { name, type, end } = readQuestion(query);
  const values = zone[`${type} ${name}` as keyof Zone] ?? [];
  const isThere = Object.keys(zone).some((key) => key.endsWith(` ${name}`));
  const code = name === BROKEN ? SERVFAIL : isThere ? 0 : NXDOMAIN;
  const head = [
    query.subarray(0, 2),
    u16(0x8180 | code),
    u16(1),
    u16(values.length),
    u16(0),
    u16(0),
  ];
  const records = values.flatMap((value) => {
    const data = dataOf(type, value);
    const kind = u16(TYPES[type as keyof typeof TYPES]);
    // The name is a pointer to the question; one minute to live.
    return [u16(0xc00c), kind, u16(1), u16(0), u16(60), u16(data.length), data];
  });
  return Buffer.concat([...head, query.subarray(12, end), ...records]);
}

/** A name server on the loopback interface that knows one zone; other names are not there. */
export async function startDnsServer(
  zone: Zone,
): Promise<Readonly<{ address: string; close(): Promise<void> }>> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    socket.send(answer(query, zone), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
