import { expect, test } from '@jest/globals';
import { systemClock } from '../../../local/engine/clock.ts';

test('the system clock runs what is due, in order, and not what was cancelled', async () => {
  const ran: string[] = [];
  const began = systemClock.now();
  const cancel = systemClock.after(5, () => ran.push('cancelled'));
  // 100 days: more than one of Node's timers holds, and it must not fire at once.
  const cancelLong = systemClock.after(100 * 24 * 3_600_000, () => ran.push('long'));
  systemClock.after(1, () => ran.push('first'));
  cancel();
  await new Promise<void>((resolve) => {
    const alive = setTimeout(() => undefined, 5_000);
    systemClock.after(20, () => {
      clearTimeout(alive);
      resolve();
    });
  });
  cancelLong();
  expect(ran).toEqual(['first']);
  expect(systemClock.now() - began).toBeGreaterThanOrEqual(19);
});
