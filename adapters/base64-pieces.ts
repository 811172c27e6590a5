import { type MailPieces, octetCount } from '../domain/mime/mail-pieces.ts';

/** A piece whose octets from `first` on are in base64 already, but for the one or two that fill no group of three. */
type Aligned = Readonly<{ first: string; middle: Buffer; rest: string }>;

/** By how many octets go to the group that was open in front of the piece: 0, 1 or 2. */
const made = new WeakMap<Uint8Array, (Aligned | undefined)[]>();

function alignedOf(piece: Uint8Array, missing: number): Aligned {
  const known = made.get(piece) ?? [];
  const octets = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  const end = octets.length - ((octets.length - missing) % 3);
  const aligned = known[missing] ?? {
    first: octets.toString('latin1', 0, missing),
    middle: Buffer.from(octets.toString('base64', missing, end), 'latin1'),
    rest: octets.toString('latin1', end),
  };
  known[missing] = aligned;
  made.set(piece, known);
  return aligned;
}

/** How many characters of base64 the mail is, padding included. */
export const base64Length = (pieces: MailPieces): number => 4 * Math.ceil(octetCount(pieces) / 3);

/**
 * Writes a mail in base64 into `target`. What is the same in many mails is encoded three times in all, once for each
 * place where a group of three octets can begin in it, and copied from then on.
 *
 * @returns where it ends
 */
export function writeBase64(pieces: MailPieces, target: Buffer, start: number): number {
  let at = start;
  let open = '';
  for (const piece of pieces) {
    const missing = (3 - (open.length % 3)) % 3;
    if (typeof piece === 'string') open += piece;
    else if (piece.length < missing) open += Buffer.from(piece).toString('latin1');
    else {
      const { first, middle, rest } = alignedOf(piece, missing);
      at += target.write(btoa(open + first), at, 'latin1');
      at += middle.copy(target, at);
      open = rest;
    }
  }
  return at + target.write(btoa(open), at, 'latin1');
}
