import Papa from 'papaparse';

/** A row is refused as `too_long` beyond this many characters: memory stays flat on a 5 GB row. */
export const MAX_RECORD = 65_536;

/** The same for a row over more lines: nobody's name or address is that long, but a stray quotation
 * mark that meets another one makes such a row out of many guests, and they must be told. */
const MAX_LINES = 100;

/** Delimiters that are looked for. `none`: one cell a line, quotation marks mean nothing. */
export type Delimiter = ',' | ';' | '\t' | '|' | 'none';

/** One row of the file, or why its cells cannot be told apart. */
export type CsvRecord =
  | Readonly<{ line: number; cells: readonly string[] }>
  | Readonly<{ line: number; fault: RecordFault; text: string }>;

/** Why a record could not be parsed; each is a `RowReason`. */
export type RecordFault = 'too_long' | 'unclosed_quote' | 'bad_quotes';

type RecordEnd = number | 'open' | 'unclosed_quote' | 'bad_quotes';

/**
 * Cuts text into records as it comes and has each run of good ones parsed at once.
 *
 * The cutting is ours and not the parser's, because a parser takes one unclosed quotation mark for a
 * cell that holds the rest of the file: here it costs its own row, and reading goes on at the next line.
 */
export class RecordReader {
  readonly #delimiter: Delimiter;
  #buffer = '';
  #line: number;
  #skipping = false;

  /** @param line physical line on which the text begins */
  constructor(delimiter: Delimiter, line = 1) {
    this.#delimiter = delimiter;
    this.#line = line;
  }

  /** The records that end in this text; line ends are LF. Blank lines are records of one empty cell. */
  read(text: string): CsvRecord[] {
    this.#buffer = this.#buffer === '' ? text : this.#buffer + text;
    return this.#cut(false);
  }

  /** The last records, with or without a line end. */
  end(): CsvRecord[] {
    if (this.#buffer !== '' && !this.#buffer.endsWith('\n')) this.#buffer += '\n';
    return this.#cut(true);
  }

  #cut(final: boolean): CsvRecord[] {
    const buffer = this.#buffer;
    const out: CsvRecord[] = [];
    let position = this.#skipRest(buffer);
    let runStart = position;
    let lines: number[] = [];
    let quote = this.#nextQuote(buffer, position);
    while (position < buffer.length) {
      const lineEnd = buffer.indexOf('\n', position);
      if (quote < position) quote = this.#nextQuote(buffer, position);
      let end: RecordEnd = lineEnd === -1 ? 'open' : lineEnd;
      if (quote < lineEnd) end = findRecordEnd(buffer, position, this.#delimiter);
      if (end === 'open' && !final && buffer.length - position <= MAX_RECORD) break;
      const height = typeof end === 'number' ? countLines(buffer, lineEnd, end) : 1;
      if (typeof end === 'number' && end - position <= MAX_RECORD && height <= MAX_LINES) {
        lines.push(this.#line);
        position = end + 1;
      } else {
        this.#parseRun(buffer.slice(runStart, position), lines, out);
        lines = [];
        out.push(this.#refuse(firstLine(buffer, position), end, lineEnd));
        const last = typeof end === 'number' ? end : lineEnd;
        position = last === -1 ? buffer.length : last + 1;
        runStart = position;
      }
      this.#line += height;
    }
    this.#parseRun(buffer.slice(runStart, position), lines, out);
    this.#buffer = buffer.slice(position);
    return out;
  }

  /** Drops what is left of a row that was too long; gives where the next one starts. */
  #skipRest(buffer: string): number {
    if (!this.#skipping) return 0;
    const lineEnd = buffer.indexOf('\n');
    this.#skipping = lineEnd === -1;
    return lineEnd === -1 ? buffer.length : lineEnd + 1;
  }

  #refuse(text: string, end: RecordEnd, lineEnd: number): CsvRecord {
    this.#skipping = lineEnd === -1;
    const isLong = typeof end === 'number' || lineEnd === -1;
    const fault: RecordFault = isLong ? 'too_long' : end === 'open' ? 'unclosed_quote' : end;
    return { line: this.#line, fault, text };
  }

  #nextQuote(buffer: string, from: number): number {
    const quote = this.#delimiter === 'none' ? -1 : buffer.indexOf('"', from);
    return quote === -1 ? Number.POSITIVE_INFINITY : quote;
  }

  #parseRun(text: string, lines: readonly number[], out: CsvRecord[]): void {
    if (lines.length === 0) return;
    const rows = this.#parse(text);
    if (rows.length === lines.length) {
      for (let i = 0; i < rows.length; i += 1) {
        out.push({ line: lines[i] as number, cells: rows[i] as readonly string[] });
      }
      return;
    }
    // The parser counts other rows than we do: no row of this run can be trusted to be one guest.
    for (const line of lines) out.push({ line, fault: 'bad_quotes', text: '' });
  }

  /** @param text whole records, each with its line end */
  #parse(text: string): readonly (readonly string[])[] {
    if (this.#delimiter === 'none') {
      return text
        .slice(0, -1)
        .split('\n')
        .map((line) => [line]);
    }
    const { data } = Papa.parse<string[]>(text, { delimiter: this.#delimiter, newline: '\n' });
    data.pop();
    return data;
  }
}

/**
 * Where the record ends that starts here: the index of its line end.
 *
 * RFC 4180 §2: a quotation mark counts only as the first character of a cell; blanks between a closing
 * one and the delimiter are let pass, because exports write them.
 */
function findRecordEnd(buffer: string, start: number, delimiter: Delimiter): RecordEnd {
  let position = start;
  let isTall = false;
  for (;;) {
    if (buffer[position] === '"') {
      const close = findClosingQuote(buffer, position + 1);
      if (close === -1) return 'open';
      isTall ||= buffer.slice(position, close).includes('\n');
      position = close + 1;
      while (buffer[position] === ' ') position += 1;
    } else {
      position = findCellEnd(buffer, position, delimiter);
    }
    if (position >= buffer.length) return 'open';
    if (buffer[position] === '\n') return position;
    if (buffer[position] !== delimiter) return isTall ? 'unclosed_quote' : 'bad_quotes';
    position += 1;
  }
}

function findCellEnd(buffer: string, from: number, delimiter: Delimiter): number {
  let position = from;
  while (position < buffer.length) {
    const character = buffer[position];
    if (character === '\n' || character === delimiter) break;
    position += 1;
  }
  return position;
}

function findClosingQuote(buffer: string, from: number): number {
  for (let position = from; ; position += 2) {
    position = buffer.indexOf('"', position);
    if (position === -1 || position === buffer.length - 1) return -1;
    if (buffer[position + 1] !== '"') return position;
  }
}

/** What is shown of a bad record: the beginning of its first line. */
function firstLine(buffer: string, position: number): string {
  const text = buffer.slice(position, position + 400);
  const lineEnd = text.indexOf('\n');
  return lineEnd === -1 ? text : text.slice(0, lineEnd);
}

/** Physical lines of a record whose first line ends at `lineEnd` and whose last ends at `end`. */
function countLines(buffer: string, lineEnd: number, end: number): number {
  let lines = 1;
  for (let i = lineEnd; i < end; i = buffer.indexOf('\n', i + 1)) lines += 1;
  return lines;
}
