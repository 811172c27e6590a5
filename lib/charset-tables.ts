// Runs in the bundles: what Chinese and Japanese mail is decoded with, from the tables that Node's ICU
// has anyway, in the form that the packages' own tables have.

/** Characters at consecutive codes, as iconv-lite writes them: the first code in hexadecimal, the characters. */
export type Run = readonly [code: string, characters: string];

type Decoder = InstanceType<typeof TextDecoder>;

const ASCII = String.fromCharCode(...Array(0x80).keys());
const LINE_FEED = 10;

/** One character, and none for private use: the packages have no such, and nobody sees what was meant. */
function isCharacter(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && code !== 0xfffd && (code < 0xe000 || code > 0xf8ff);
}

/** The numbers from one up to the other, both included. */
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/**
 * The characters of the codes that are `lead` and one of `trails`; empty where a code has none.
 *
 * A row is decoded at once, a line feed behind each code: 126 calls for GBK, not 24,000. libmime makes
 * that table when it is loaded.
 */
function charactersOf(
  decoder: Decoder,
  lead: readonly number[],
  trails: readonly number[],
): readonly string[] {
  const codes = trails.flatMap((trail) => [...lead, trail, LINE_FEED]);
  const texts = decoder.decode(Uint8Array.from(codes)).split('\n').slice(0, -1);
  return texts.map((text) => (isCharacter(text) ? text : ''));
}

/** The codes that begin with the octets `lead`. */
function runsOf(decoder: Decoder, ...lead: readonly number[]): readonly Run[] {
  const trails = numbers(0x40, 0xfe);
  const runs: [string, string][] = [];
  let before = '';
  for (const [index, character] of charactersOf(decoder, lead, trails).entries()) {
    const run = runs.at(-1);
    if (character !== '' && before !== '' && run) run[1] += character;
    else if (character !== '') {
      runs.push([Buffer.from([...lead, 0x40 + index]).toString('hex'), character]);
    }
    before = character;
  }
  return runs;
}

/** What `iconv-lite/encodings/tables/cp936.json` is: Chinese, GBK. */
export function gbkTable(): readonly Run[] {
  const decoder = new TextDecoder('gbk');
  return [['0', `${ASCII}€`], ...numbers(0x81, 0xfe).flatMap((lead) => runsOf(decoder, lead))];
}

/** What `iconv-lite/encodings/tables/eucjp.json` is: Japanese, with JIS X 0212 in three octets. */
export function eucJpTable(): readonly Run[] {
  const decoder = new TextDecoder('euc-jp');
  const two = [0x8e, ...numbers(0xa1, 0xfe)].flatMap((lead) => runsOf(decoder, lead));
  const three = numbers(0xa1, 0xfe).flatMap((lead) => runsOf(decoder, 0x8f, lead));
  return [['0', ASCII], ...two, ...three];
}

/**
 * What `encoding-japanese/src/utf8-to-jis-table.js` is, and with the prefix 0x8f
 * `utf8-to-jisx0212-table.js`: for each first octet the code points in hexadecimal, `-1` for none.
 */
export function jisTable(...prefix: readonly number[]): string {
  const decoder = new TextDecoder('euc-jp');
  // EUC-JP is JIS with the highest bit of each octet set.
  const rows = numbers(0x21, 0x7e).map((lead) => {
    const row = charactersOf(decoder, [...prefix, lead | 0x80], numbers(0xa1, 0xfe));
    const codes = row.map((character) => character.codePointAt(0)?.toString(16) ?? '-1');
    return `${lead.toString(16)}=${codes.join()}`;
  });
  return rows.join();
}
