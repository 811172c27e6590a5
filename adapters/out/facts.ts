import type { Fact, FactType } from '../../domain/out/fact.ts';
import { FACTS_PREFIX } from '../../manifest.ts';
import { readObject, writeObject } from '../objects.ts';
import { wantedTypes } from './listeners.ts';

/** `20261125T220001123Z`: names of objects sort by time. @param at ISO */
export const stampOf = (at: string): string => at.replace(/[-:.]/g, '');

/**
 * Tells facts to whoever listens: as one object, whose appearance starts the function that hands them on.
 *
 * Comes before the write after which nobody would tell them again, or in a step that is repeated until it succeeds:
 * so each one is told at least once.
 *
 * @param types that anybody wants to hear; whoever may not fail between two steps asked for them before
 */
export async function tell(
  facts: readonly (Fact | undefined)[],
  types?: ReadonlySet<FactType>,
): Promise<void> {
  const given = facts.filter((fact) => fact !== undefined);
  if (given.length === 0) return;
  const wanted = types ?? (await wantedTypes());
  const told = given.filter(({ type }) => wanted.has(type));
  const [first] = told;
  if (first === undefined) return;
  const name = `${stampOf(new Date().toISOString())}-${first.id}`;
  await writeObject(
    'data',
    `${FACTS_PREFIX}${name}`,
    told.map((fact) => JSON.stringify(fact)).join('\n'),
  );
}

/** The facts of an object. @throws MissingObject once it is older than a month */
export async function readFacts(name: string): Promise<readonly Fact[]> {
  const text = (await readObject('data', `${FACTS_PREFIX}${name}`)).toString('utf8');
  return text.split('\n').map((line) => JSON.parse(line) as Fact);
}
