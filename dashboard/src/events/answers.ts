import type { Answers } from '../api/types.ts';

/** The answers in the order in which they are told, each with the class of its colour. */
export const ANSWER_TONES: readonly (readonly [keyof Answers, string])[] = [
  ['accepted', 'is-yes'],
  ['tentative', 'is-maybe'],
  ['declined', 'is-no'],
  ['delegated', 'is-accent'],
  ['none', 'is-none'],
];
