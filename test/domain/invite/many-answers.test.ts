import { expect, test } from '@jest/globals';
import { instanceKey } from '../../../domain/invite/instance.ts';
import { countStats } from '../../../domain/invite/stats.ts';
import { answerRank } from '../../../domain/itip/order-answers.ts';
import { expectedStats, manyAnswers, type SentAnswer } from '../../fixtures/many-answers.ts';

test('10,000 answers to one event, each twice and in any order, leave one answer for each guest, and the right counts', () => {
  const all = manyAnswers(4_000, 10_000);
  expect(all.delivered).toHaveLength(20_000);
  // The table's one condition: nothing is there, or nothing of a greater rank.
  const stored = new Map<string, SentAnswer>();
  for (const one of all.delivered) {
    const { recurrenceId } = one.answer;
    const key = [one.guestKey, recurrenceId && instanceKey(recurrenceId)].join('#');
    const before = stored.get(key);
    if (before && answerRank(before.answer) > answerRank(one.answer)) continue;
    stored.set(key, one);
  }
  const counter = countStats();
  for (const guest of all.invited) counter.add(guest);
  for (const { guestKey, client, answer } of stored.values()) {
    const { partstat, recurrenceId } = answer;
    const instance = recurrenceId && { instance: instanceKey(recurrenceId) };
    const fact = { partstat, client, as: 'guest' as const, ...instance };
    counter.add({ kind: 'answer', guestKey, answer: fact });
  }
  const { rows, stats } = expectedStats(all);
  expect(stored.size).toBe(rows);
  expect(counter.stats()).toMatchObject(stats);
});
