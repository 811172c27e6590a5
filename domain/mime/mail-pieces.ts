/**
 * A mail as the octets that it is made of, one piece after the other: texts are ASCII. A piece that is the same in
 * many mails is the same array in all of them, and nobody changes it: what is made of it is made once.
 */
export type MailPieces = readonly (Uint8Array | string)[];

const ENCODER = new TextEncoder();

/** How many octets the whole mail has. */
export const octetCount = (pieces: MailPieces): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** The whole mail. */
export function octetsOf(pieces: MailPieces): Uint8Array {
  const mail = new Uint8Array(octetCount(pieces));
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') ENCODER.encodeInto(piece, mail.subarray(at));
    else mail.set(piece, at);
    at += piece.length;
  }
  return mail;
}
