import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { countMails, type PrivateStack } from './private-stack.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

type Env = Readonly<Record<string, string>>;

function start(at: PrivateStack, program: string, args: readonly string[], env: Env = {}) {
  const { http, apiKey } = at.stack.endpoints;
  const [command, file] = program.endsWith('.sh')
    ? ['sh', join(EXAMPLES, program)]
    : [process.execPath, join(EXAMPLES, program)];
  return spawn(command, [file, ...args], {
    cwd: at.folder,
    env: { PATH: process.env.PATH, CONVOKE_URL: http, CONVOKE_KEY: apiKey, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What an example printed when it had ended. */
async function endOf(child: ReturnType<typeof start>) {
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number, out, err };
}

type Event = Readonly<{ eventId: string; title: string; start: string; status: string }>;

async function eventsOf(at: PrivateStack): Promise<readonly Event[]> {
  return (await at.api.get<{ items: Event[] }>('/v1/events?limit=200')).items;
}

const named = async (at: PrivateStack, title: string) =>
  (await eventsOf(at)).filter((event) => event.title === title);

const SECRET = 'whsec_test';

/** Posts as Stripe does. @param age of the signature, seconds */
async function tell(port: string, type: string, invoice: object, age = 0, secret = SECRET) {
  const body = JSON.stringify({ type, data: { object: invoice } });
  const time = Math.floor(Date.now() / 1_000) - age;
  const v1 = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  const headers = { 'stripe-signature': `t=${time},v1=${'0'.repeat(64)},v1=${v1}` };
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}

async function portOf(child: ChildProcess): Promise<string> {
  for await (const line of child.stdout ?? []) {
    const [, port] = /listening on (\d+)/.exec(String(line)) ?? [];
    if (port) return port;
  }
  throw new Error('it did not listen');
}

/** The tests of what is in `examples/`, against a stack that runs. */
export function testExamples(at: () => PrivateStack): void {
  test('examples/stripe.ts: a signed invoice is one invitation, a paid one its cancellation, and nobody else is heard', async () => {
    const child = start(at(), 'stripe.ts', ['0'], { STRIPE_SECRET: SECRET });
    try {
      const port = await portOf(child);
      const invoice = {
        ...{ id: 'in_1', number: 'A-17', customer_email: 'payer@guests.example' },
        ...{ customer_name: 'Pia Payer', due_date: 1_930_000_000 },
        hosted_invoice_url: 'https://invoice.stripe.example/i/1',
      };
      expect(await tell(port, 'invoice.finalized', invoice, 0, 'whsec_other')).toBe(400);
      expect(await tell(port, 'invoice.finalized', invoice, 400)).toBe(400);
      expect(await named(at(), 'Invoice A-17 is due')).toEqual([]);
      for (let time = 0; time < 2; time += 1) {
        expect(await tell(port, 'invoice.finalized', invoice)).toBe(200);
      }
      const [event, ...more] = await named(at(), 'Invoice A-17 is due');
      expect([event?.start, more]).toEqual(['2031-02-27', []]);
      expect(await countMails(at(), 'payer@guests.example')).toBe(1);
      const card = { ...invoice, id: 'in_2', number: 'A-18', due_date: null };
      expect(await tell(port, 'invoice.finalized', card)).toBe(200);
      expect(await named(at(), 'Invoice A-18 is due')).toEqual([]);
      expect(await tell(port, 'invoice.finalized', { ...invoice, id: '../x' })).toBe(500);
      expect(await tell(port, 'invoice.paid', invoice)).toBe(200);
      expect(await named(at(), 'Invoice A-17 is due')).toMatchObject([{ status: 'cancelled' }]);
      await until('the cancellation', 20, async () =>
        (await countMails(at(), 'payer@guests.example')) === 2 ? true : undefined,
      );
    } finally {
      child.kill();
      await once(child, 'close');
    }
  }, 60_000);

  test('examples/cron.ts: the events are as the table says, however often it runs', async () => {
    const file = join(at().folder, 'events.csv');
    const keep = async (...rows: readonly string[]) => {
      writeFileSync(
        file,
        `\ufeffid,title,start,end,timeZone,location,guests\n${rows.join('\n')}\n`,
      );
      return endOf(start(at(), 'cron.ts', [file]));
    };
    const times = '2031-03-01T09:00:00,2031-03-01T10:00:00,Europe/Berlin,';
    const row = (title: string, guests: string) => `${title[0]},${title},${times},${guests}`;
    const done = { code: 0, out: '', err: '' };
    const both = [row('Aa review', 'rev@guests.example'), row('Bb review', '')];
    expect(await keep(...both)).toEqual(done);
    expect(await keep(...both)).toEqual(done);
    // What was noted is lost: the requests have the same names, and nobody is mailed twice.
    rmSync(`${file}.state.json`);
    expect(await keep(...both)).toEqual(done);
    expect(await named(at(), 'Aa review')).toHaveLength(1);
    expect(await countMails(at(), 'rev@guests.example')).toBe(1);
    expect(await keep(row('Aa moved', 'rev@guests.example new@guests.example'))).toEqual(done);
    expect((await named(at(), 'Bb review'))[0]?.status).toBe('cancelled');
    expect(await named(at(), 'Aa review')).toEqual([]);
    expect(await countMails(at(), 'new@guests.example')).toBe(1);
    await until('the change', 20, async () =>
      (await countMails(at(), 'rev@guests.example')) === 2 ? true : undefined,
    );
    const state = readFileSync(`${file}.state.json`, 'utf8');
    const torn = await keep(row('Aa moved', ''), 'C,half');
    expect([torn.code, readFileSync(`${file}.state.json`, 'utf8')]).toEqual([1, state]);
    const wrong = await keep(row('Aa moved', ''), 'C,Cc,soon,later,,,');
    expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/^C: invalid_time: /) });
  }, 60_000);

  test('examples/curl.sh: an event, one invitation and a list are sent from a shell', async () => {
    mkdirSync(join(at().folder, 'work'), { recursive: true });
    const list = join(at().folder, 'work', 'guests.csv');
    writeFileSync(list, 'email,name\nbea@guests.example,Bea\nnobody\n');
    const args = ['Say "hi"', '2031-03-01', 'ada@guests.example', list];
    const { code, out, err } = await endOf(start(at(), 'curl.sh', args));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^sent\n1 accepted, 1 refused\n\w+\n\{"accepted":0,/);
    expect(await countMails(at(), 'ada@guests.example')).toBe(1);
    await until('the mail of the list', 20, async () =>
      (await countMails(at(), 'bea@guests.example')) === 1 ? true : undefined,
    );
    expect(await named(at(), 'Say "hi"')).toHaveLength(1);
  }, 60_000);
}
