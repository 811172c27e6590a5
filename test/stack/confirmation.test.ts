import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { letIn, untilQuiet } from './inbound.ts';
import { bySmtp } from './invitations.ts';
import { countMails, listOutMails, usePrivateStack } from './private-stack.ts';

const WHO = 'grace@corp.example';
const at = usePrivateStack({ CONVOKE_ORGANIZERS: `${WHO},ada@corp.example,*@other.example` });

const unproven = (who: string) =>
  bySmtp(who, at().stack.endpoints.mailboxes.calendar, {
    verdicts: 'dkim=pass:google.com dmarc=fail',
  });

const linkIn = (raw: string): string =>
  /http:\/\/\S+\/confirm\/\S+/.exec(raw.replace(/=\r?\n/g, '').replace(/=3D/g, '='))?.[0] ?? '';

const events = async (): Promise<number> =>
  (await at().api.get<{ items: unknown[] }>('/v1/events')).items.length;

test('A27 a known organizer is asked once, and their word lets the mail through', async () => {
  expect(await letIn(at(), unproven(WHO))).toMatchObject({ verdict: 'HOLD unconfirmed', mails: 1 });
  expect(await letIn(at(), unproven(WHO))).toMatchObject({ verdict: 'HOLD unconfirmed', mails: 0 });
  const [question] = await listOutMails(at(), WHO);
  const link = linkIn(question?.raw ?? '');
  expect(link).toMatch(/^http:/);

  for (const method of ['GET', 'HEAD', 'GET']) {
    expect((await fetch(link, { method })).status).toBe(200);
  }
  await untilQuiet(at());
  expect(await events()).toBe(0);
  expect(await countMails(at())).toBe(1);

  const pressed = await Promise.all([
    fetch(link, { method: 'POST' }),
    fetch(link, { method: 'POST' }),
  ]);
  expect(pressed.map(({ status }) => status)).toContain(200);
  await until('the event', 20, async () => ((await events()) === 1 ? true : undefined));
  await untilQuiet(at());
  // The question and the answer in their own calendar.
  expect(await countMails(at(), WHO)).toBe(2);

  expect((await fetch(link, { method: 'POST' })).status).toBe(410);
  await untilQuiet(at());
  expect([await events(), await countMails(at(), WHO)]).toEqual([1, 2]);
});

const subjectIn = (raw: string): string => {
  const encoded = /^Subject: ((?:.|\r?\n[ \t])*)/m.exec(raw)?.[1] ?? '';
  return encoded
    .replace(/\?=\s+=\?UTF-8\?B\?/gi, '')
    .replace(/=\?UTF-8\?B\?(.*)\?=/i, (_, text) => Buffer.from(text, 'base64').toString('utf8'));
};

/** An answer of somebody to the newest question, as their mail program writes it. */
const answer = (who: string, subject: string, text: string, verdicts?: string) =>
  bySmtp(who, at().stack.endpoints.mailboxes.calendar, {
    ...(verdicts !== undefined && { verdicts }),
    mail: {
      subject: `Re: ${subject}`,
      headers: [],
      parts: [{ type: 'text/plain; charset=utf-8', body: `${text}\r\n\r\n> Did you?\r\n` }],
    },
  });

test('a proven YES to the question lets the mail through, once, and no other answer does', async () => {
  const ada = 'ada@corp.example';
  expect(await letIn(at(), unproven(ada))).toMatchObject({ verdict: 'HOLD unconfirmed', mails: 1 });
  const [question] = await listOutMails(at(), ada);
  const subject = subjectIn(question?.raw ?? '');
  expect(subject).toMatch(/^Did you send this invitation\? \[[a-z0-9-]+\]$/);
  const before = await events();
  const refused = [
    [answer('mallory@other.example', subject, 'YES'), 'DROP not_confirmed'],
    [answer(ada, subject, 'YES', 'dkim=pass:google.com dmarc=fail'), 'DROP auth_fail'],
    [answer(ada, subject, 'No'), 'DROP not_confirmed'],
  ] as const;
  for (const [mail, verdict] of refused) {
    expect(await letIn(at(), mail)).toMatchObject({ verdict, mails: 0 });
  }
  expect(await events()).toBe(before);

  // One mail: the answer in ada's own calendar to the invitation that was held.
  const yes = await letIn(at(), answer(ada, subject, 'Ja'));
  expect(yes).toMatchObject({ verdict: 'ACCEPT confirmed_by_reply', mails: 1 });
  expect(await events()).toBe(before + 1);
  expect((await letIn(at(), answer(ada, subject, 'Ja'))).verdict).toBe('DROP duplicate');
  expect(await events()).toBe(before + 1);
});

test("a link with one other character is nobody's", async () => {
  const [question] = await listOutMails(at(), WHO);
  const link = linkIn(question?.raw ?? '');
  const altered = link.slice(0, -1) + (link.endsWith('a') ? 'b' : 'a');
  for (const method of ['GET', 'POST']) {
    expect((await fetch(altered, { method })).status).toBe(404);
  }
});

test('a pattern makes nobody known: a forged From of the domain gets no mail', async () => {
  const fate = await letIn(at(), unproven('victim@other.example'));
  expect(fate).toMatchObject({ verdict: 'DROP auth_fail', mails: 0 });
});
