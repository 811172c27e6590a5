import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApi } from '../local/demo/api.ts';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { median, round } from './measure.ts';

const WARM_UP = 5;
const INVITATIONS = 60;

const folder = await mkdtemp(join(tmpdir(), 'convoke-bench-'));
const ports = ['HTTP', 'SMTP', 'MAILBOX', 'AWS'].map((port) => [`CONVOKE_${port}_PORT`, '0']);
const stack = await startStack(
  readSettings({ CONVOKE_DATA: folder, ...Object.fromEntries(ports) }),
);

/** Resolves when the mailbox has a mail to an address. */
async function untilMailed(address: string): Promise<void> {
  const url = `${stack.endpoints.mailbox}/messages/count?to=${encodeURIComponent(address)}`;
  for (;;) {
    const { count } = (await (await fetch(url)).json()) as { count: number };
    if (count > 0) return;
    await new Promise((done) => setTimeout(done, 2));
  }
}

try {
  await stack.load();
  const api = openApi(stack.endpoints);
  const start = new Date(Date.now() + 14 * 86_400_000).toISOString();
  const end = new Date(Date.parse(start) + 3_600_000).toISOString();
  const event = { title: 'Demo day', start, end };
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', event);
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
  const report = {
    invitations: milliseconds.length,
    inviteMsMedian: round(median(milliseconds), 1),
    cpuMsEach: round((user + system) / 1_000 / INVITATIONS, 1),
    slowestMs: round(Math.max(...milliseconds), 1),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}
