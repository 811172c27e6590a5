import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusMails } from '../../fixtures/corpus.ts';
import { corpusCalendars } from '../../fixtures/corpus-calendars.ts';

/** What mutants are made of: a whole mail, or a calendar that is put into a mail afterwards. */
export type MutantSource = Readonly<{
  name: string;
  kind: 'mail' | 'calendar';
  /** Octets, one Latin-1 character each. */
  text: string;
}>;

/** Which files the mutants are made of. */
export type SourceSet = 'own' | 'corpus';

/** The mails and calendars of a set in a fixed order; none where the corpus is absent. */
export async function mutantSources(set: SourceSet): Promise<readonly MutantSource[]> {
  return set === 'own' ? ownSources() : corpusSources();
}

const FOLDERS = [
  { folder: 'mime/mails', kind: 'mail', ending: '.eml' },
  { folder: 'calendar/cases', kind: 'calendar', ending: '.ics' },
] as const;

function ownSources(): readonly MutantSource[] {
  return FOLDERS.flatMap(({ folder, kind, ending }) => {
    const path = join(import.meta.dirname, '..', folder);
    const names = readdirSync(path).filter((name) => name.endsWith(ending));
    return names.sort().map((name) => {
      return { name, kind, text: readFileSync(join(path, name)).toString('latin1') };
    });
  });
}

async function corpusSources(): Promise<readonly MutantSource[]> {
  const mails = corpusMails() ?? new Map<string, Buffer>();
  const calendars = (await corpusCalendars()) ?? [];
  return [
    ...[...mails].map(([name, raw]) => {
      return { name, kind: 'mail', text: raw.toString('latin1') } as const;
    }),
    ...calendars.map(({ path, bytes }) => {
      return { name: path, kind: 'calendar', text: Buffer.from(bytes).toString('latin1') } as const;
    }),
  ];
}
