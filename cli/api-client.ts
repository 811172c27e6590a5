import type * as z from 'zod';
import {
  Changed,
  Erasure,
  EventDetail,
  EventSummary,
  FailedGuest,
  Guest,
  GuestExport,
  InboundMail,
  List,
  NewList,
  Preview,
  Proposal,
  pageOf,
  Run,
  Stats,
  Suppression,
  Suppressions,
  TestRun,
  Version,
} from './answers.ts';
import type { SendTime } from './send-time.ts';
import { type Call, path, StackClient, search } from './stack-client.ts';

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
export class ApiClient extends StackClient {
  createEvent(event: unknown) {
    return this.call('/v1/events', EventSummary, { method: 'POST', body: event });
  }

  listEvents(query: PageQuery) {
    return this.call(`/v1/events${search(query)}`, pageOf(EventSummary));
  }

  readEvent(eventId: string) {
    return this.call(path`/v1/events/${eventId}`, EventDetail);
  }

  /** @param version changes nothing where another one is the newest */
  changeEvent(eventId: string, change: unknown, version?: string) {
    const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
    return this.call(path`/v1/events/${eventId}`, Changed, {
      method: 'PATCH',
      body: change,
      headers,
    });
  }

  cancelEvent(eventId: string, instance: string | undefined) {
    const call: Call = { method: 'POST', body: instance === undefined ? {} : { instance } };
    return this.call(path`/v1/events/${eventId}/cancel`, Changed, call);
  }

  listVersions(eventId: string, query: PageQuery) {
    return this.call(path`/v1/events/${eventId}/versions` + search(query), pageOf(Version));
  }

  listGuests(eventId: string, query: GuestQuery) {
    return this.call(path`/v1/events/${eventId}/guests` + search(query), pageOf(Guest));
  }

  /** The CSV of all guests that fit, as it comes from the store. */
  exportGuests(eventId: string, query: GuestQuery): Promise<ReadableStream<Uint8Array>> {
    return this.exported(path`/v1/events/${eventId}/guests/file` + search(query));
  }

  /** The CSV of all guests to whom a run could not send. */
  exportFailed(runId: string): Promise<ReadableStream<Uint8Array>> {
    return this.exported(path`/v1/runs/${runId}/failed/file`);
  }

  resend(eventId: string, guestKey: string, key: string) {
    const call: Call = { method: 'POST', headers: { 'idempotency-key': key } };
    return this.call(path`/v1/events/${eventId}/guests/${guestKey}/resend`, Run, call);
  }

  /** Brings the newest version to guests who hold an older one. */
  renew(eventId: string, key: string) {
    const call: Call = { method: 'POST', headers: { 'idempotency-key': key } };
    return this.call(path`/v1/events/${eventId}/renew`, Run, call);
  }

  /** Asks a route that has no method of its own here. @param route its parts encoded */
  ask<T extends z.ZodType>(route: string, answer: T, call?: Call): Promise<z.output<T>> {
    return this.call(route, answer, call);
  }

  nudge(eventId: string, key: string) {
    const call: Call = { method: 'POST', headers: { 'idempotency-key': key } };
    return this.call(path`/v1/events/${eventId}/nudge`, Run, call);
  }

  listProposals(eventId: string, query: PageQuery) {
    return this.call(path`/v1/events/${eventId}/proposals` + search(query), pageOf(Proposal));
  }

  listInbound(query: PageQuery & Readonly<{ outcome?: string; mailbox?: string }>) {
    return this.call(`/v1/inbound${search(query)}`, pageOf(InboundMail));
  }

  readInbound(mailId: string) {
    return this.call(path`/v1/inbound/${mailId}`, InboundMail);
  }

  decideMail(mailId: string, decision: 'accept' | 'refuse') {
    return this.call(path`/v1/inbound/${mailId}/` + decision, InboundMail, { method: 'POST' });
  }

  erase(address: string, key: string) {
    const headers = { 'idempotency-key': key };
    return this.call('/v1/erasures', Erasure, { method: 'POST', body: { address }, headers });
  }

  readErasure(erasureId: string) {
    return this.call(path`/v1/erasures/${erasureId}`, Erasure);
  }

  exportAddress(address: string, key: string) {
    const headers = { 'idempotency-key': key };
    return this.call('/v1/exports', GuestExport, { method: 'POST', body: { address }, headers });
  }

  readExport(exportId: string) {
    return this.call(path`/v1/exports/${exportId}`, GuestExport);
  }

  readSuppressions(address: string) {
    return this.call(`/v1/suppressions${search({ address })}`, Suppressions);
  }

  suppress(address: string) {
    return this.call('/v1/suppressions', Suppression, { method: 'POST', body: { address } });
  }

  liftSuppression(guestKey: string) {
    return this.call(path`/v1/suppressions/${guestKey}`, Suppression, { method: 'DELETE' });
  }

  readStats(eventId: string) {
    return this.call(path`/v1/events/${eventId}/stats`, Stats);
  }

  createList(eventId: string, list: NewListBody) {
    const call: Call = { method: 'POST', body: list };
    return this.call(path`/v1/events/${eventId}/lists`, NewList, call);
  }

  /** @param answers of guests of the events `from` */
  createSegment(
    eventId: string,
    body: Readonly<{
      from: readonly string[];
      answers: readonly string[];
      consent?: NewListBody['consent'];
    }>,
  ) {
    const call: Call = { method: 'POST', body };
    return this.call(path`/v1/events/${eventId}/segments`, List, call);
  }

  readList(listId: string) {
    return this.call(path`/v1/lists/${listId}`, List);
  }

  listLists(eventId: string) {
    return this.call(path`/v1/events/${eventId}/lists`, pageOf(List));
  }

  deleteList(listId: string) {
    return this.call(path`/v1/lists/${listId}`, List, { method: 'DELETE' });
  }

  /** The CSV of all rows of a list that were refused. */
  exportRefused(listId: string): Promise<ReadableStream<Uint8Array>> {
    return this.exported(path`/v1/lists/${listId}/refused/file`);
  }

  /** @param at on the clock of each guest */
  sendLocal(listId: string, at: string, key: string) {
    const headers = { 'idempotency-key': key };
    const call: Call = { method: 'POST', body: { at }, headers };
    return this.call(path`/v1/lists/${listId}/local-runs`, pageOf(Run), call);
  }

  unsendLocal(listId: string) {
    return this.call(path`/v1/lists/${listId}/local-runs`, pageOf(Run), { method: 'DELETE' });
  }

  testEvent(eventId: string, to: readonly string[], key: string, timeZone?: string) {
    const headers = { 'idempotency-key': key };
    const call: Call = { method: 'POST', body: { to, timeZone }, headers };
    return this.call(path`/v1/events/${eventId}/test`, TestRun, call);
  }

  previewEvent(eventId: string, query: Readonly<Record<string, string>>) {
    return this.call(path`/v1/events/${eventId}/preview` + search(query), Preview);
  }

  /** @param key the same key never starts a second run */
  createRun(eventId: string, listId: string, key: string, time?: SendTime) {
    const headers = { 'idempotency-key': key };
    const call: Call = { method: 'POST', body: { listId, ...time }, headers };
    return this.call(path`/v1/events/${eventId}/runs`, Run, call);
  }

  readRun(runId: string) {
    return this.call(path`/v1/runs/${runId}`, Run);
  }

  rescheduleRun(runId: string, time: SendTime) {
    return this.call(path`/v1/runs/${runId}`, Run, { method: 'PATCH', body: time });
  }

  unscheduleRun(runId: string) {
    return this.call(path`/v1/runs/${runId}`, Run, { method: 'DELETE' });
  }

  redriveRun(runId: string) {
    return this.call(path`/v1/runs/${runId}/redrive`, Run, { method: 'POST' });
  }

  controlRun(runId: string, wish: 'pause' | 'resume' | 'stop') {
    return this.call(path`/v1/runs/${runId}/` + wish, Run, { method: 'POST' });
  }

  listFailed(runId: string, query: PageQuery) {
    return this.call(path`/v1/runs/${runId}/failed` + search(query), pageOf(FailedGuest));
  }

  listRuns(query: PageQuery) {
    return this.call(`/v1/runs${search(query)}`, pageOf(Run));
  }
}
