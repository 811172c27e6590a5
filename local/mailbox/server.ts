import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Listening, listen } from '../aws/listen.ts';
import { answerTo, isPress, type MailInAddress } from './answer.ts';
import type { Html } from './html.ts';
import type { MailStore, SentMail } from './mail-store.ts';
import { viewHtml, viewMail, viewSubject } from './mail-view.ts';
import { listPage, mailPage, missingPage } from './pages.ts';
import { STYLE } from './style.ts';
import { takePress } from './take-press.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const PAGE_LIMIT = 50;
/** More of a source than this nobody reads on a page; the download has all. */
const MAX_SHOWN = 256 * 1024;

/** The pages run nothing and load nothing but their style and the mail's frame. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail's HTML is anybody's: its own origin, no script, nothing from outside. */
const MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

type Exchange = Readonly<{ store: MailStore; url: URL; res: ServerResponse }>;

/**
 * Starts the mailbox: outbound mail for programs (`/messages`) and for people (`/`).
 *
 * `GET /messages?to=&after=&limit=` is a JSON array, oldest first, of `{ id, at, from, to, tags, raw }`;
 * `raw` is the MIME text read as UTF-8, exact octets are at `/messages/{id}.eml`.
 * `GET /messages/count?to=` is `{ count }`.
 *
 * @param options.port    0 for any free one
 * @param options.mailIn  where a guest's answer goes; absent, nobody answers here
 * @throws PortInUse
 */
export function startMailbox(
  options: Readonly<{
    store: MailStore;
    port: number;
    host?: string;
    mailIn?: () => MailInAddress | undefined;
  }>,
): Promise<Listening> {
  const { store, mailIn } = options;
  const server = createServer((req, res) => {
    const served =
      req.method === 'POST' ? answer(store, mailIn?.(), req, res) : serve(store, req, res);
    served.catch((cause: unknown) => {
      if (res.headersSent) res.destroy();
      else sendText(res, 500, 'text/plain', cause instanceof Error ? cause.message : String(cause));
    });
  });
  return listen(server, 'the mailbox', options.port, options.host);
}

/** `POST /mail/{id}/answer`: somebody answers an invitation as its guest. */
async function answer(
  store: MailStore,
  smtp: MailInAddress | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const taken = await takePress(store, smtp, req);
  if (taken.kind === 'refused') sendText(res, 400, 'text/plain', taken.why);
  else res.writeHead(303, { location: `/mail/${taken.id}?pressed=${taken.press}` }).end();
}

async function serve(store: MailStore, req: IncomingMessage, res: ServerResponse): Promise<void> {
  req.resume();
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD');
    sendText(res, 405, 'text/plain', 'the mailbox is only read');
    return;
  }
  const url = new URL(req.url ?? '/', 'http://mailbox.invalid');
  const exchange = { store, url, res };
  const [, first = '', id = '', rest] = url.pathname.split('/');
  if (url.pathname === '/') await sendList(exchange);
  else if (url.pathname === '/style.css') sendText(res, 200, 'text/css', STYLE);
  else if (url.pathname === '/messages') await sendMessages(exchange);
  else if (url.pathname === '/messages/count') sendCount(exchange);
  else if (first === 'messages' && id.endsWith('.eml')) sendSource(exchange, id.slice(0, -4));
  else if (first === 'mail' && rest === undefined) await sendMail(exchange, id);
  else if (first === 'mail' && rest === 'html') await sendMailHtml(exchange, id);
  else sendPage(res, 404, missingPage());
}

/** One mail at a time, at the reader's pace: a thousand large ones would fill the memory. */
async function sendMessages({ store, url, res }: Exchange): Promise<void> {
  const afterId = url.searchParams.get('after');
  const afterMail = afterId ? store.find(afterId) : undefined;
  const limit = Number(url.searchParams.get('limit') || DEFAULT_LIMIT);
  if (afterId && afterMail === undefined) {
    sendJson(res, 404, { error: `no mail has the id ${afterId}, given as "after"` });
    return;
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    sendJson(res, 400, { error: `"limit" must be a whole number from 1 to ${MAX_LIMIT}` });
    return;
  }
  const mails = store.after(afterMail?.seq ?? 0, limit, recipientOf(url));
  res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  await pipeline(Readable.from(jsonArray(store, mails)), res);
}

function* jsonArray(store: MailStore, mails: readonly SentMail[]): Generator<string> {
  yield '[';
  for (const [at, mail] of mails.entries()) {
    yield (at === 0 ? '' : ',\n') + JSON.stringify(toMessage(store, mail));
  }
  yield ']';
}

function toMessage(store: MailStore, { seq, id, at, from, to, tags }: SentMail): object {
  const raw = Buffer.from(store.raw(seq) ?? []).toString();
  return { id, at: new Date(at).toISOString(), from, to, tags, raw };
}

function sendCount({ store, url, res }: Exchange): void {
  sendJson(res, 200, { count: store.count(recipientOf(url)) });
}

function recipientOf(url: URL): string | undefined {
  return url.searchParams.get('to')?.trim().toLowerCase() || undefined;
}

function sendSource({ store, res }: Exchange, id: string): void {
  const mail = store.find(id);
  const raw = mail === undefined ? undefined : store.raw(mail.seq);
  if (raw === undefined) {
    sendPage(res, 404, missingPage());
    return;
  }
  res.writeHead(200, {
    'content-type': 'message/rfc822',
    'content-length': raw.length,
    'content-disposition': `attachment; filename="${id}.eml"`,
    'x-content-type-options': 'nosniff',
  });
  res.end(raw);
}

async function sendList({ store, url, res }: Exchange): Promise<void> {
  const query = url.searchParams.get('q')?.trim().toLowerCase() ?? '';
  const before = Number(url.searchParams.get('before') ?? Number.NaN);
  const from = Number.isSafeInteger(before) && before > 0 ? before : Number.MAX_SAFE_INTEGER;
  const found = store.before(from, PAGE_LIMIT + 1, query === '' ? undefined : query);
  const shown = found.slice(0, PAGE_LIMIT);
  const mails = await Promise.all(
    shown.map(async (mail) => ({
      ...mail,
      subject: await viewSubject(store.raw(mail.seq) ?? Buffer.alloc(0)),
    })),
  );
  const next = found.length > PAGE_LIMIT ? shown.at(-1)?.seq : undefined;
  const page = { mails, query, total: store.count(), ...(next === undefined ? {} : { next }) };
  sendPage(res, 200, listPage(page));
}

async function sendMail({ store, url, res }: Exchange, id: string): Promise<void> {
  const mail = store.find(id);
  const raw = mail === undefined ? undefined : store.raw(mail.seq);
  if (mail === undefined || raw === undefined) {
    sendPage(res, 404, missingPage());
    return;
  }
  const shown = Buffer.from(raw.subarray(0, MAX_SHOWN)).toString();
  const hasHtml = (await viewHtml(raw)) !== undefined;
  const [guest = ''] = mail.to;
  const canAnswer = (await answerTo(raw, guest, 'ACCEPTED', new Date(mail.at))) !== undefined;
  const pressed = url.searchParams.get('pressed') ?? '';
  const page = { mail, view: await viewMail(raw), raw: shown, hasHtml };
  const answered = isPress(pressed) ? { guest, pressed } : { guest };
  sendPage(res, 200, mailPage(canAnswer ? { ...page, ...answered } : page));
}

async function sendMailHtml({ store, res }: Exchange, id: string): Promise<void> {
  const mail = store.find(id);
  const raw = mail === undefined ? undefined : store.raw(mail.seq);
  const body = raw === undefined ? undefined : await viewHtml(raw);
  if (body === undefined) sendPage(res, 404, missingPage());
  else sendText(res, 200, 'text/html', body, MAIL_POLICY);
}

function sendPage(res: ServerResponse, status: number, page: Html): void {
  sendText(res, status, 'text/html', page.html);
}

function sendJson(res: ServerResponse, status: number, value: unknown): void {
  sendText(res, status, 'application/json', JSON.stringify(value));
}

function sendText(
  res: ServerResponse,
  status: number,
  type: string,
  text: string,
  policy = PAGE_POLICY,
): void {
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  res.end(text);
}
