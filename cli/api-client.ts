import { openAsBlob } from 'node:fs';
import * as z from 'zod';
import { cleanName } from '../domain/text/clean-name.ts';
import {
  Changed,
  Erasure,
  EventDetail,
  EventSummary,
  FailedGuest,
  Guest,
  InboundMail,
  List,
  NewList,
  Proposal,
  pageOf,
  Run,
  Stats,
  Suppression,
  Suppressions,
  Version,
} from './answers.ts';
import { CliError } from './cli-error.ts';
import type { Stack } from './find-stack.ts';
import { toError } from './problem-error.ts';
import type { SendTime } from './send-time.ts';

const TIMEOUT_MS = 30_000;
/** A file of 2 GiB at 600 KiB/s. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

type Call = Readonly<{
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
}>;

/** A list that is to be uploaded, and how its people agreed. */
export type NewListBody = Readonly<{
  fileName: string;
  consent: Readonly<{ source: string; note?: string }>;
}>;

/** One page of a list: how many, and from where on. */
export type PageQuery = Readonly<{ limit?: string; cursor?: string }>;

/** Which guests, and one page of them. */
export type GuestQuery = PageQuery &
  Readonly<{ answered?: string; answer?: string; state?: string; shared?: string; q?: string }>;

/** The HTTP API of one stack. Every method throws CliError where it gets no proper answer. */
export class ApiClient {
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  createEvent(event: unknown) {
    return this.#call('/v1/events', EventSummary, { method: 'POST', body: event });
  }

  listEvents(query: PageQuery) {
    return this.#call(`/v1/events${search(query)}`, pageOf(EventSummary));
  }

  readEvent(eventId: string) {
    return this.#call(path`/v1/events/${eventId}`, EventDetail);
  }

  /** @param version changes nothing where another one is the newest */
  changeEvent(eventId: string, change: unknown, version?: string) {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    return this.#call(path`/v1/events/${eventId}`, Changed, {
      method: 'PATCH',
      body: change,
      headers,
    });
  }

  cancelEvent(eventId: string, instance: string | undefined) {
    const call: Call = { method: 'POST', body: instance === undefined ? {} : { instance } };
    return this.#call(path`/v1/events/${eventId}/cancel`, Changed, call);
  }

  listVersions(eventId: string, query: PageQuery) {
    return this.#call(path`/v1/events/${eventId}/versions` + search(query), pageOf(Version));
  }

  listGuests(eventId: string, query: GuestQuery) {
    return this.#call(path`/v1/events/${eventId}/guests` + search(query), pageOf(Guest));
  }

  /** The CSV of all guests that fit, as it comes from the store. */
  exportGuests(eventId: string, query: GuestQuery): Promise<ReadableStream<Uint8Array>> {
    return this.#export(path`/v1/events/${eventId}/guests` + search(query));
  }

  /** The CSV of all guests to whom a run could not send. */
  exportFailed(runId: string): Promise<ReadableStream<Uint8Array>> {
    return this.#export(path`/v1/runs/${runId}/failed`);
  }

  async #export(route: string): Promise<ReadableStream<Uint8Array>> {
    const url = new URL(route, this.#stack.http).href;
    const headers = { accept: 'text/csv', authorization: `Bearer ${this.#stack.apiKey}` };
    // The key goes to the API and not to the store: its URL has a signature of its own.
    const asked = await this.#fetch(url, { headers, redirect: 'manual' });
    const location = asked.headers.get('location');
    if (asked.status !== 303 || location === null) {
      throw toError(asked.status, await asked.json().catch(() => undefined));
    }
    await asked.arrayBuffer();
    const file = await this.#fetch(location, {}, UPLOAD_TIMEOUT_MS);
    if (file.ok && file.body !== null) return file.body as ReadableStream<Uint8Array>;
    throw toError(file.status, undefined);
  }

  resend(eventId: string, guestKey: string, key: string) {
    const call: Call = { method: 'POST', headers: { 'idempotency-key': key } };
    return this.#call(path`/v1/events/${eventId}/guests/${guestKey}/resend`, Run, call);
  }

  /** Asks a route that has no method of its own here. @param route its parts encoded */
  ask<T extends z.ZodType>(route: string, answer: T, call?: Call): Promise<z.output<T>> {
    return this.#call(route, answer, call);
  }

  nudge(eventId: string, key: string) {
    const call: Call = { method: 'POST', headers: { 'idempotency-key': key } };
    return this.#call(path`/v1/events/${eventId}/nudge`, Run, call);
  }

  listProposals(eventId: string, query: PageQuery) {
    return this.#call(path`/v1/events/${eventId}/proposals` + search(query), pageOf(Proposal));
  }

  listInbound(query: PageQuery & Readonly<{ outcome?: string; mailbox?: string }>) {
    return this.#call(`/v1/inbound${search(query)}`, pageOf(InboundMail));
  }

  readInbound(mailId: string) {
    return this.#call(path`/v1/inbound/${mailId}`, InboundMail);
  }

  decideMail(mailId: string, decision: 'accept' | 'refuse') {
    return this.#call(path`/v1/inbound/${mailId}/` + decision, InboundMail, { method: 'POST' });
  }

  erase(address: string, key: string) {
    const headers = { 'idempotency-key': key };
    return this.#call('/v1/erasures', Erasure, { method: 'POST', body: { address }, headers });
  }

  readErasure(erasureId: string) {
    return this.#call(path`/v1/erasures/${erasureId}`, Erasure);
  }

  readSuppressions(address: string) {
    return this.#call(path`/v1/suppressions?address=${address}`, Suppressions);
  }

  suppress(address: string) {
    return this.#call('/v1/suppressions', Suppression, { method: 'POST', body: { address } });
  }

  liftSuppression(guestKey: string) {
    return this.#call(path`/v1/suppressions/${guestKey}`, Suppression, { method: 'DELETE' });
  }

  readStats(eventId: string) {
    return this.#call(path`/v1/events/${eventId}/stats`, Stats);
  }

  createList(eventId: string, list: NewListBody) {
    const call: Call = { method: 'POST', body: list };
    return this.#call(path`/v1/events/${eventId}/lists`, NewList, call);
  }

  readList(listId: string) {
    return this.#call(path`/v1/lists/${listId}`, List);
  }

  /** @param key the same key never starts a second run */
  createRun(eventId: string, listId: string, key: string, time?: SendTime) {
    const headers = { 'idempotency-key': key };
    const call: Call = { method: 'POST', body: { listId, ...time }, headers };
    return this.#call(path`/v1/events/${eventId}/runs`, Run, call);
  }

  readRun(runId: string) {
    return this.#call(path`/v1/runs/${runId}`, Run);
  }

  rescheduleRun(runId: string, time: SendTime) {
    return this.#call(path`/v1/runs/${runId}`, Run, { method: 'PATCH', body: time });
  }

  unscheduleRun(runId: string) {
    return this.#call(path`/v1/runs/${runId}`, Run, { method: 'DELETE' });
  }

  redriveRun(runId: string) {
    return this.#call(path`/v1/runs/${runId}/redrive`, Run, { method: 'POST' });
  }

  controlRun(runId: string, wish: 'pause' | 'resume' | 'stop') {
    return this.#call(path`/v1/runs/${runId}/` + wish, Run, { method: 'POST' });
  }

  listFailed(runId: string, query: PageQuery) {
    return this.#call(path`/v1/runs/${runId}/failed` + search(query), pageOf(FailedGuest));
  }

  listRuns(query: PageQuery) {
    return this.#call(`/v1/runs${search(query)}`, pageOf(Run));
  }

  /** Sends a file, or what is in memory, where the API said; streams a file from disk. */
  async upload(to: z.output<typeof NewList>['upload'], source: string | Blob): Promise<void> {
    const body = new FormData();
    for (const [name, value] of Object.entries(to.fields)) body.append(name, value);
    // S3 reads no field behind the file.
    body.append('file', typeof source === 'string' ? await openAsBlob(source) : source, 'list.csv');
    const response = await this.#fetch(to.url, { method: 'POST', body }, UPLOAD_TIMEOUT_MS);
    await response.arrayBuffer();
    if (response.ok) return;
    const whatNow = 'Send again; if it stays, check that the stack has room on its disk.';
    throw new CliError('upload_failed', `The upload was answered ${response.status}.`, whatNow);
  }

  async #call<T extends z.ZodType>(
    route: string,
    answer: T,
    call: Call = {},
  ): Promise<z.output<T>> {
    const { method = 'GET', body, headers = {} } = call;
    const url = new URL(route, this.#stack.http).href;
    const response = await this.#fetch(url, {
      method,
      headers: {
        ...headers,
        accept: 'application/json',
        authorization: `Bearer ${this.#stack.apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const value: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw toError(response.status, value);
    const parsed = answer.safeParse(value);
    if (parsed.success) return parsed.data;
    const found = z.prettifyError(parsed.error).split('\n')[0] ?? '';
    const whatNow = 'Use the CLI of the same version as the stack.';
    throw new CliError(
      'bad_answer',
      `${method} ${route} answered another shape: ${found}`,
      whatNow,
    );
  }

  async #fetch(url: string, init: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Response> {
    try {
      return await fetch(url, {
        ...init,
        signal: AbortSignal.timeout(timeoutMs),
        redirect: init.redirect ?? 'error',
      });
    } catch (cause) {
      const whatNow = `Start the stack with «npm start»; its address is in ${this.#stack.file}.`;
      const origin = new URL(url).origin;
      throw new CliError('unreachable', `Nothing answers at ${origin}.`, whatNow, { cause });
    }
  }
}

/** A path with ids in it: what is no id never names another route, as `..` would. */
function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  const bad = ids.find((id) => !/^[\w-]{1,200}$/.test(id));
  if (bad === undefined) return String.raw({ raw: parts }, ...ids);
  const whatNow = 'Copy one from «convoke events» or «convoke runs».';
  throw new CliError('not_an_id', `«${cleanName(bad, 80)}» is not an id.`, whatNow);
}

function search(query: PageQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given).toString();
  return text === '' ? '' : `?${text}`;
}
