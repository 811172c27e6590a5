import { expect, test } from '@jest/globals';
import { type FencedSend, openFenced } from '../../../domain/invite/fenced-send.ts';
import type { SendWish } from '../../../domain/invite/send-decision.ts';
import type { SentRecord } from '../../../domain/invite/sent-record.ts';
import { NOW, SILENCE, second, sentBefore, unknown, wish } from './send-views.ts';

const fence: FencedSend = { at: NOW, version: 4, sequence: 3 };

test.each<[string, SentRecord | undefined, Partial<SendWish>, object | undefined]>([
  ['nothing is known', undefined, {}, { part: 0, attempt: 1, sendId: 'send-0.1' }],
  ['an older version was sent', sentBefore({ sequence: 2 }), {}, { part: 0, attempt: 1 }],
  ['a newer version was sent', sentBefore({ sequence: 4 }), {}, undefined],
  [
    'a newer version was sent, of a reminder',
    sentBefore({ sequence: 4 }),
    { repeats: true },
    undefined,
  ],
  ['all of it was settled', sentBefore(), {}, undefined],
  ['it was rejected', sentBefore({ state: 'failed' }), {}, undefined],
  ['nothing was to be sent', sentBefore({ sequence: 2 }), { parts: 0 }, undefined],
  ['a part was settled', sentBefore({ parts: 3 }), { parts: 3 }, { part: 1, attempt: 1 }],
  ['the first attempt was open and too young', unknown(1_000), {}, undefined],
  ['the next attempt was written down before', unknown(0, second), {}, undefined],
  ['no next attempt was written down before', unknown(SILENCE), {}, undefined],
  [
    'another run had failed at them',
    sentBefore({ state: 'failed', runId: 'other' }),
    {},
    { part: 0, attempt: 2 },
  ],
])('of a guest behind the fence of a dead worker of whom %s', (_, last, more, open) => {
  const found = openFenced(last, fence, wish(more));
  if (open) expect(found).toMatchObject(open);
  else expect(found).toBeUndefined();
});
