import type { Facts } from './facts.ts';
import type { Verdict } from './verdict.ts';

/** Headings of the report. */
export const GROUPS = ['Sender', 'Inbound', 'Account', 'Events', 'Round trip'] as const;

/** One check: pure, from facts to a verdict. */
export type Check = Readonly<{
  /** Stable: scripts read it. */
  id: string;
  group: (typeof GROUPS)[number];
  /** What is well when it passes. */
  passes: string;
  why: string;
  /** When it warns; absent where it never does. */
  warns?: string;
  /** When it fails; absent where it never does. */
  fails?: string;
  /** Why it does not apply to the embedded stack; absent where it does. */
  notEmbedded?: string;
  judge(facts: Facts): Verdict;
}>;
