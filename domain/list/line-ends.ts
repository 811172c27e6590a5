import type { TextPiece } from './decode.ts';

/**
 * The same pieces with LF for every line end of the file.
 *
 * The first line end outside quotation marks decides: where it is LF or CRLF, a CR alone is no line end
 * but a control character inside a cell, so that `a@b.example\rBcc: …` stays one bad cell.
 */
export async function* toLineFeeds(pieces: AsyncIterable<TextPiece>): AsyncGenerator<TextPiece> {
  let lineEnd: RegExp | undefined;
  let held = '';
  for await (const piece of pieces) {
    if (piece.kind !== 'text') {
      yield piece;
      continue;
    }
    const whole = held + piece.text;
    lineEnd ??= findLineEnd(whole);
    // A CR at the end of a piece can be half of a CRLF.
    held = whole.endsWith('\r') ? '\r' : '';
    const text = held === '' ? whole : whole.slice(0, -1);
    const isMixed = lineEnd !== undefined && text.includes('\r');
    yield { kind: 'text', text: isMixed ? text.replace(lineEnd as RegExp, '\n') : text };
  }
  if (held !== '') yield { kind: 'text', text: '\n' };
}

function findLineEnd(text: string): RegExp | undefined {
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (!quoted && character === '\n') return /\r\n/g;
    else if (!quoted && character === '\r') return text[i + 1] === '\n' ? /\r\n/g : /\r\n?/g;
  }
  // Inside an unclosed quotation mark: the first that comes is the best guess.
  if (text.includes('\n')) return /\r\n/g;
  return text.includes('\r') ? /\r\n?/g : undefined;
}
