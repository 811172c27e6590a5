import type { IncomingMessage } from 'node:http';
import { answerTo, isPress, type MailInAddress, type Press, sendAnswer } from './answer.ts';
import type { MailStore } from './mail-store.ts';

/** What became of a press of Yes, Maybe or No under an invitation. */
export type Taken =
  | Readonly<{ kind: 'sent'; id: string; press: Press }>
  | Readonly<{ kind: 'refused'; why: string }>;

/** Longer than any form here. */
const MAX_FORM = 200;

async function formOf(req: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of req) {
    if (text.length <= MAX_FORM) text += String(chunk);
  }
  return new URLSearchParams(text);
}

/** Answers an invitation as its guest: `POST /mail/{id}/answer` with `press`. */
export async function takePress(
  store: MailStore,
  smtp: MailInAddress | undefined,
  req: IncomingMessage,
): Promise<Taken> {
  const press = (await formOf(req)).get('press') ?? '';
  const [, first, id = '', rest] = (req.url ?? '').split('/');
  const site = req.headers['sec-fetch-site'];
  // A page of somebody else can send this form too.
  if (site !== undefined && site !== 'same-origin') {
    return { kind: 'refused', why: 'the form of another page answers nothing here' };
  }
  const mail = first === 'mail' && rest === 'answer' ? store.find(id) : undefined;
  const raw = mail && store.raw(mail.seq);
  const [guest = ''] = mail?.to ?? [];
  const answer = raw && isPress(press) ? await answerTo(raw, guest, press, new Date()) : undefined;
  if (!answer || !smtp || !isPress(press)) {
    return { kind: 'refused', why: 'this is no answer to an invitation' };
  }
  await sendAnswer(smtp, answer);
  return { kind: 'sent', id, press };
}
