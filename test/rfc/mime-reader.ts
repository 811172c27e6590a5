/** One header field: its name as written, its value unfolded, the octets as Latin-1 characters. */
export type Field = Readonly<{ name: string; value: string }>;

/** One entity of a mail: a leaf with decoded octets, or a multipart with its parts. */
export type Entity = Readonly<{
  fields: readonly Field[];
  /** Lower case; `text/plain` where the entity has no Content-Type (RFC 2045 §5.2). */
  type: string;
  /** Parameters of Content-Type, names in lower case. */
  params: ReadonlyMap<string, string>;
  parts: readonly Entity[];
  /** Octets of a leaf after its transfer encoding is undone, one Latin-1 character each. */
  content: string;
  /** What is wrong with the form of this very entity, in words. */
  faults: readonly string[];
}>;

const MULTIPART = /^multipart\//;
const HEX = /^[0-9A-Fa-f]{2}$/;

/**
 * Reads a mail as RFC 5322 and RFC 2045 to 2046 describe it, with no repair: what is broken is in
 * `faults`.
 *
 * @param raw octets, one Latin-1 character each
 */
export function readEntity(raw: string): Entity {
  const end = raw.startsWith('\r\n') ? 0 : raw.indexOf('\r\n\r\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const body = end < 0 ? '' : raw.slice(end === 0 ? 2 : end + 4);
  const faults: string[] = end < 0 ? ['no empty line behind the header'] : [];
  const fields = readFields(head, faults);
  const { value: type, params } = readParameters(
    fieldOf(fields, 'content-type') ?? 'text/plain; charset=us-ascii',
  );
  const encoding = (fieldOf(fields, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase();
  if (MULTIPART.test(type)) {
    if (!/^(7|8)bit$/.test(encoding)) faults.push(`a multipart in ${encoding}`);
    const parts = splitParts(body, params.get('boundary') ?? '', faults).map(readEntity);
    return { fields, type, params, parts, content: '', faults };
  }
  const content = decode(body, encoding, faults);
  return { fields, type, params, parts: [], content, faults };
}

/** The entity and all that it holds, in reading order. */
export function allEntities(entity: Entity): readonly Entity[] {
  return [entity, ...entity.parts.flatMap(allEntities)];
}

/** The values of all fields of a name, in the order sent. */
export function fieldsOf(fields: readonly Field[], name: string): readonly string[] {
  return fields.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value);
}

/** The value of the first field of a name. */
export function fieldOf(fields: readonly Field[], name: string): string | undefined {
  return fieldsOf(fields, name)[0];
}

function readFields(head: string, faults: string[]): readonly Field[] {
  const lines = head === '' ? [] : head.replace(/\r\n(?=[ \t])/g, '').split('\r\n');
  return lines.flatMap((line) => {
    const [, name, value] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? [];
    if (name !== undefined && value !== undefined) return { name, value: value.trim() };
    faults.push(`the header line «${line.slice(0, 30)}» is no field`);
    return [];
  });
}

/** A value with parameters, as Content-Type has (RFC 2045 §5.1): quotes are followed. */
export function readParameters(
  field: string,
): Readonly<{ value: string; params: ReadonlyMap<string, string> }> {
  const [value = '', ...rest] = field.match(/(?:"(?:\\.|[^"\\])*"|[^;"])+/g) ?? [];
  const params = rest.map((text) => {
    const at = text.indexOf('=');
    const written = text.slice(at + 1).trim();
    const plain = /^".*"$/s.test(written) ? written.slice(1, -1).replace(/\\(.)/gs, '$1') : written;
    return [text.slice(0, at).trim().toLowerCase(), plain] as const;
  });
  return { value: value.trim().toLowerCase(), params: new Map(params) };
}

function splitParts(body: string, boundary: string, faults: string[]): readonly string[] {
  if (boundary === '') faults.push('a multipart without boundary');
  const [before = '', ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (before.trim() !== '') faults.push('text in front of the first boundary');
  const last = pieces.findIndex((piece) => piece.startsWith('--'));
  if (last < 0) faults.push(`the boundary «${boundary}» is never closed`);
  const parts = pieces.slice(0, last < 0 ? pieces.length : last);
  if (parts.length === 0) faults.push('a multipart without parts');
  return parts.map((part) => part.replace(/^[ \t]*\r\n/, ''));
}

function decode(body: string, encoding: string, faults: string[]): string {
  switch (encoding) {
    case '7bit':
      if (/[^\0-\x7f]/.test(body)) faults.push('octets above 127 in a 7bit body');
      return body;
    case '8bit':
      return body;
    case 'base64':
      return decodeBase64(body, faults);
    case 'quoted-printable':
      return decodeQuotedPrintable(body, faults);
    default:
      faults.push(`the transfer encoding «${encoding}» is not one of RFC 2045`);
      return body;
  }
}

function decodeBase64(body: string, faults: string[]): string {
  const lines = body.split('\r\n');
  if (lines.some(({ length }) => length > 76)) faults.push('a line of base64 above 76 characters');
  const text = lines.join('');
  const isWhole = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  if (!isWhole) faults.push('base64 that is none');
  return Buffer.from(text, 'base64').toString('latin1');
}

function decodeQuotedPrintable(body: string, faults: string[]): string {
  const lines = body.split('\r\n');
  if (lines.some(({ length }) => length > 76)) {
    faults.push('a line of quoted-printable above 76 characters');
  }
  if (lines.some((line) => /[ \t]$/.test(line)) || /[^\t\r\n -~]/.test(body)) {
    faults.push('octets that quoted-printable cannot carry');
  }
  return body.replaceAll('=\r\n', '').replace(/=(.{0,2})/gs, (whole, hex: string) => {
    if (HEX.test(hex)) return String.fromCharCode(Number.parseInt(hex, 16));
    faults.push(`«${whole}» in quoted-printable`);
    return whole;
  });
}
