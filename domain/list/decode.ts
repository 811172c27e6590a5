import type { FileFault, ListNotice } from './row.ts';

/** A piece of a list's text, or what was found about its bytes. */
export type TextPiece =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'notice'; notice: ListNotice }>
  | Readonly<{ kind: 'fault'; fault: FileFault }>;

/** Octets decoded at once. Blocks are cut here, not where the network cut them, so that the same
 * file always reads the same. */
const BLOCK = 65_536;

/** First octets of files that people upload in place of text: xlsx/zip, gzip, xls, PDF, 7z, rar, xz, bzip2. */
const MAGIC: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x1f, 0x8b],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x25, 0x50, 0x44, 0x46],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x52, 0x61, 0x72, 0x21],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x42, 0x5a, 0x68, 0x39],
];

/**
 * The text of a file's octets, in pieces of at most 64 KiB, without its BOM.
 *
 * UTF-8. Where a block is not UTF-8 and no character beyond ASCII was seen before, the file is
 * Windows-1252 (what Excel writes as plain "CSV" in the west) from there on; after real UTF-8, damaged
 * octets become U+FFFD. Each is told once.
 *
 * @param maxBytes more octets end in the fault `too_large`
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<TextPiece> {
  const decoder = new TextGuess();
  let first = true;
  for await (const block of cutBlocks(chunks, maxBytes)) {
    if (block === 'too_large') {
      yield { kind: 'fault', fault: 'too_large' };
      return;
    }
    const fault = first ? findBinary(block) : undefined;
    if (fault !== undefined) {
      yield { kind: 'fault', fault };
      return;
    }
    yield* decoder.decode(first ? dropBom(block) : block);
    first = false;
  }
}

/** Blocks of exactly 64 KiB, give or take the octets of one split character; the last is shorter. */
async function* cutBlocks(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array | 'too_large'> {
  let block = new Uint8Array(BLOCK);
  let filled = 0;
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > maxBytes) {
      yield 'too_large';
      return;
    }
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BLOCK - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < BLOCK) continue;
      const end = wholeCharacters(block);
      yield block.subarray(0, end);
      const next = new Uint8Array(BLOCK);
      next.set(block.subarray(end));
      filled = BLOCK - end;
      block = next;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** Length of the block without a UTF-8 sequence that its end cuts. */
function wholeCharacters(block: Uint8Array): number {
  for (let back = 1; back <= 3; back += 1) {
    const octet = block[block.length - back] as number;
    if (octet < 0x80) break;
    if (octet < 0xc0) continue;
    const needed = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
    return needed > back ? block.length - back : block.length;
  }
  return block.length;
}

function findBinary(block: Uint8Array): FileFault | undefined {
  if (MAGIC.some((magic) => magic.every((octet, i) => block[i] === octet))) return 'not_text';
  const [a, b] = block;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'utf16';
  const head = block.subarray(0, 512);
  const nuls = [0, 0];
  for (const [i, octet] of head.entries()) if (octet === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
  // Latin text in UTF-16 without BOM has a NUL in nearly every pair, always on the same side.
  return Math.max(...nuls) * 2 > head.length * 0.6 ? 'utf16' : undefined;
}

function dropBom(block: Uint8Array): Uint8Array {
  const bom = block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
  return bom ? block.subarray(3) : block;
}

/** Decodes blocks and remembers what the file turned out to be. */
class TextGuess {
  readonly #strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #lax: InstanceType<typeof TextDecoder> | undefined;
  #seenUtf8 = false;

  *decode(block: Uint8Array): Generator<TextPiece> {
    if (this.#lax !== undefined) {
      yield { kind: 'text', text: this.#lax.decode(block) };
      return;
    }
    try {
      const text = this.#strict.decode(block);
      // UTF-8 needs fewer UTF-16 units than octets exactly when a character is beyond ASCII.
      this.#seenUtf8 ||= text.length < block.length;
      yield { kind: 'text', text };
    } catch {
      yield* this.#giveUp(block);
    }
  }

  *#giveUp(block: Uint8Array): Generator<TextPiece> {
    const damaged = new TextDecoder('utf-8', { ignoreBOM: true });
    const text = damaged.decode(block);
    const bad = text.match(/\ufffd/g)?.length ?? 0;
    const good = (text.match(/[\u0080-\ufffc\u{10000}-\u{10ffff}]/gu) ?? []).length;
    const isUtf8 = this.#seenUtf8 || good > bad;
    this.#lax = isUtf8 ? damaged : new TextDecoder('windows-1252');
    yield { kind: 'notice', notice: isUtf8 ? 'damaged_utf8' : 'windows_1252' };
    yield { kind: 'text', text: isUtf8 ? text : this.#lax.decode(block) };
  }
}
