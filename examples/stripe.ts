/**
 * A webhook for Stripe: the due date of an invoice comes to its customer as an invitation, and goes when the invoice is
 * paid or void.
 *
 *   CONVOKE_URL=https://… CONVOKE_KEY=cv_live_… STRIPE_SECRET=whsec_… STATE=./invoices node examples/stripe.ts 8787
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { askConvoke, convokeOf } from './ask-convoke.ts';

const convoke = convokeOf(process.env);
const { STRIPE_SECRET: secret = '', STATE: folder = './invoices' } = process.env;
if (secret === '') throw new Error('set STRIPE_SECRET: Stripe shows it with the webhook');
mkdirSync(folder, { recursive: true });

type Invoice = Readonly<{
  id: string;
  number: string | null;
  customer_email: string | null;
  customer_name: string | null;
  /** Epoch seconds; null where Stripe charges a card by itself. */
  due_date: number | null;
  hosted_invoice_url: string | null;
}>;

/** Whether Stripe signed a body within five minutes: older ones could be somebody's recording. */
function isSigned(body: Buffer, header: string): boolean {
  const fields = header.split(',').map((field) => field.split('=', 2));
  const [, time = ''] = fields.find(([name]) => name === 't') ?? [];
  if (!(Math.abs(Date.now() / 1_000 - Number(time)) <= 300)) return false;
  const wanted = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  return fields.some(([name, value = '']) => {
    const given = Buffer.from(value, 'hex');
    return name === 'v1' && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

/** Remembers which event an invoice has. */
const noteOf = ({ id }: Invoice): string => {
  if (!/^in_\w+$/.test(id)) throw new Error('this is no id of an invoice');
  return join(folder, id);
};

const day = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);

async function invite(invoice: Invoice): Promise<void> {
  const { id, number, customer_email: address, customer_name: name, due_date: due } = invoice;
  if (due === null || !address) return;
  const note = noteOf(invoice);
  const event = {
    title: `Invoice ${number ?? id} is due`,
    ...{ start: day(due), end: day(due + 86_400) },
    ...(invoice.hosted_invoice_url && { description: `Pay it: ${invoice.hosted_invoice_url}` }),
  };
  // Stripe tells everything at least once: both requests have a name.
  const { eventId } = await askConvoke(convoke, 'POST', '/v1/events', event, `stripe-${id}`);
  writeFileSync(note, String(eventId));
  const guest = { address, ...(name && { name }) };
  const path = `/v1/events/${String(eventId)}/invites`;
  await askConvoke(convoke, 'POST', path, guest, `stripe-${id}-invite`);
}

async function cancel(invoice: Invoice): Promise<void> {
  if (!existsSync(noteOf(invoice))) return;
  const eventId = readFileSync(noteOf(invoice), 'utf8');
  const path = `/v1/events/${eventId}/cancel`;
  await askConvoke(convoke, 'POST', path, {}, `stripe-${invoice.id}-cancel`);
}

const HANDLERS: Readonly<Record<string, (invoice: Invoice) => Promise<void>>> = {
  'invoice.finalized': invite,
  'invoice.paid': cancel,
  'invoice.voided': cancel,
};

const server = createServer(async (request, response) => {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (!isSigned(body, String(request.headers['stripe-signature'] ?? ''))) {
      response.writeHead(400).end();
      return;
    }
    const { type, data } = JSON.parse(body.toString()) as {
      type: string;
      data: { object: Invoice };
    };
    await HANDLERS[type]?.(data.object);
    response.writeHead(200).end();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    // Stripe asks again, for three days.
    response.writeHead(500).end();
  }
});
server.listen(Number(process.argv[2] ?? 8787), () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  process.stdout.write(`listening on ${port}\n`);
});
