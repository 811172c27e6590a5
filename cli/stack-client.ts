import { openAsBlob } from 'node:fs';
import * as z from 'zod';
import { cleanName } from '../domain/text/clean-name.ts';
import type { NewList } from './answers.ts';
import { CliError } from './cli-error.ts';
import type { Stack } from './find-stack.ts';
import { toError } from './problem-error.ts';

const TIMEOUT_MS = 30_000;
/** A file of 2 GiB at 600 KiB/s. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

/** A request of the API. */
export type Call = Readonly<{
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
}>;

/** A stack and the ways to ask it. Every method throws CliError where it gets no proper answer. */
export class StackClient {
  readonly #stack: Stack;

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** The URL of an export is fetched at once: it is good for ten minutes. */
  async exported(route: string): Promise<ReadableStream<Uint8Array>> {
    // The key goes to the API and not to the store: the URL there has a signature of its own.
    const { url } = await this.call(route, z.object({ url: z.url() }), {
      method: 'POST',
      body: {},
    });
    return this.download(url);
  }

  /** What lies at a URL that the API gave. */
  async download(url: string): Promise<ReadableStream<Uint8Array>> {
    const file = await this.#fetch(url, {}, UPLOAD_TIMEOUT_MS);
    if (file.ok && file.body !== null) return file.body as ReadableStream<Uint8Array>;
    throw toError(file.status, undefined);
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

  protected async call<T extends z.ZodType>(
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
        redirect: 'error',
      });
    } catch (cause) {
      const whatNow = `Start the stack with «npm start»; its address is in ${this.#stack.file}.`;
      const origin = new URL(url).origin;
      throw new CliError('unreachable', `Nothing answers at ${origin}.`, whatNow, { cause });
    }
  }
}

/** A path with ids in it: what is no id never names another route, as `..` would. */
export function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  const bad = ids.find((id) => !/^[\w-]{1,200}$/.test(id));
  if (bad === undefined) return String.raw({ raw: parts }, ...ids);
  const whatNow = 'Copy one from «convoke events» or «convoke runs».';
  throw new CliError('not_an_id', `«${cleanName(bad, 80)}» is not an id.`, whatNow);
}

/** The query of a URL; what is not given is left out. */
export function search(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const text = new URLSearchParams(given).toString();
  return text === '' ? '' : `?${text}`;
}
