/** A list as somebody in marketing would mail it, and what must come of it. */
export type GuestList = Readonly<{
  fileName: string;
  csv: string;
  guests: readonly string[];
  expected: Readonly<{ rows: number; accepted: number; refused: number; duplicates: number }>;
}>;

const FIRST_NAMES = [
  'Ann',
  'Björn',
  'Chloé',
  'Dmitri',
  'Eun-ji',
  'Fatima',
  'Gábor',
  'Hye',
  'İpek',
  'Jörg',
];
const LAST_NAMES = ['Olsen', 'Müller', "O'Brien", 'García', 'Novák', '李', 'Žižek', 'van der Berg'];

/** Rows that no list should have and every list has. */
const RUBBISH = [
  'not an address,Nobody',
  'two@guests.example; both@guests.example,Two in one',
  '"injected@guests.example\r\nBcc: victim@elsewhere.example",Mallory',
  'missing-at.guests.example,No At',
  'double@@guests.example,Double At',
  'trailing-dot@guests.example.,Dot',
  'comment@guests.example (hello),Comment',
  `${'l'.repeat(65)}@guests.example,Long Local`,
  '"quoted local"@guests.example,Quoted',
  ',Nobody At All',
];

const guestAddress = (index: number): string =>
  `guest${String(index).padStart(7, '0')}@guests.example`;

/**
 * A list of `count` good rows with German headers in an odd order, semicolons, a duplicate for every
 * twentieth guest (in other case, with spaces), rubbish in between and our own address.
 */
export function guestList(count: number, calendar: string): GuestList {
  const lines = ['Vorname;Nachname;Firma;E-Mail-Adresse'];
  const guests: string[] = [];
  let duplicates = 0;
  let refused = 0;
  const refuse = (cells: string): void => {
    lines.push(cells);
    refused += 1;
  };
  for (let i = 0; i < count; i += 1) {
    const address = guestAddress(i);
    const first = FIRST_NAMES[i % FIRST_NAMES.length];
    const last = LAST_NAMES[i % LAST_NAMES.length];
    lines.push(`${first};${last};"Nord; Süd & Co";${address}`);
    guests.push(address);
    if (i % 20 === 7) {
      lines.push(`${first};${last};; ${address.toUpperCase()} `);
      duplicates += 1;
    }
  }
  for (const row of RUBBISH) {
    const at = row.lastIndexOf(',');
    const [address, name] = [row.slice(0, at), row.slice(at + 1)];
    refuse(`${name};;;${address.includes(';') ? `"${address}"` : address}`);
  }
  refuse(`Calendar;;;${calendar}`);
  const csv = `\ufeff${lines.join('\r\n')}\r\n`;
  const rows = count + duplicates + refused;
  return {
    fileName: 'Gäste.csv',
    csv,
    guests,
    expected: { rows, accepted: count, refused, duplicates },
  };
}
