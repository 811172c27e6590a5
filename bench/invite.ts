import { median, round } from './measure.ts';
import { onStack } from './stack.ts';

const WARM_UP = 5;
const INVITATIONS = 60;

await onStack(async ({ stack, api, makeEvent }) => {
  /** Resolves when the mailbox has a mail to an address. */
  async function untilMailed(address: string): Promise<void> {
    const url = `${stack.endpoints.mailbox}/messages/count?to=${encodeURIComponent(address)}`;
    for (;;) {
      const { count } = (await (await fetch(url)).json()) as { count: number };
      if (count > 0) return;
      await new Promise((done) => setTimeout(done, 2));
    }
  }

  const eventId = await makeEvent();
  const milliseconds: number[] = [];
  let cpu = process.cpuUsage();
  for (let at = 0; at < WARM_UP + INVITATIONS; at += 1) {
    if (at === WARM_UP) cpu = process.cpuUsage();
    const address = `guest-${at}@guests.example`;
    const began = performance.now();
    await api.post(`/v1/events/${eventId}/invites`, { address });
    await untilMailed(address);
    if (at >= WARM_UP) milliseconds.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    invitations: milliseconds.length,
    inviteMsMedian: round(median(milliseconds), 1),
    cpuMsEach: round((user + system) / 1_000 / INVITATIONS, 1),
    slowestMs: round(Math.max(...milliseconds), 1),
  };
});
