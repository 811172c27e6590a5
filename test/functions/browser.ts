import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { handler as api } from '../../functions/api/handler.ts';
import { handler as signIn } from '../../functions/sign-in/handler.ts';
import { apiEvent } from './api-event.ts';
import { contextOf } from './lambda-context.ts';

/** What a browser gets. */
export type Visited = Readonly<{
  status: number | undefined;
  location: string;
  text: string;
  /** `Set-Cookie` lines. */
  lines: readonly string[];
}>;

/** A browser without JavaScript: keeps cookies, fills forms in. */
export type Browser = Readonly<{
  cookies: Map<string, string>;
  open(path: string): Promise<Visited>;
  /** Sends a form; with the hidden fields of the page that was open last. */
  submit(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Visited>;
  /** Asks the API, as a script of ours would. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<{ status: number | undefined; body: Record<string, unknown> }>>;
}>;

const hiddenOf = (page: string) =>
  Object.fromEntries(
    [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );

/** A browser with no cookies. */
export function openBrowser(): Browser {
  const cookies = new Map<string, string>();
  let hidden = {};

  const keep = ({ cookies: lines = [] }: APIGatewayProxyStructuredResultV2): readonly string[] => {
    for (const line of lines) {
      const [, name = '', value = '', seconds] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(line) ?? [];
      if (seconds === '0') cookies.delete(name);
      else cookies.set(name, value);
    }
    return lines;
  };

  const carry = (event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 => ({
    ...event,
    ...(cookies.size > 0 && { cookies: [...cookies].map(([name, value]) => `${name}=${value}`) }),
  });

  async function visit(event: APIGatewayProxyEventV2): Promise<Visited> {
    const [, token = ''] = /^\/sign-in\/([^/]+)$/.exec(event.rawPath) ?? [];
    const asked = { ...carry(event), pathParameters: { token } };
    const answer = await signIn(asked, contextOf('sign-in'));
    const lines = keep(answer);
    const text = answer.body ?? '';
    hidden = hiddenOf(text);
    return {
      ...{ status: answer.statusCode, text, lines },
      location: String(answer.headers?.location ?? ''),
    };
  }

  return {
    cookies,
    open: (path) => visit(apiEvent('GET', path)),
    submit: (path, fields, headers = {}) =>
      visit(
        apiEvent('POST', path, {
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'sec-fetch-site': 'same-origin',
            ...headers,
          },
          body: new URLSearchParams({ ...hidden, ...fields }).toString(),
        }),
      ),
    async ask(method, path, body, headers = {}) {
      const event = apiEvent(method, path, {
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const answer = await api(carry(event), contextOf('api'));
      keep(answer);
      return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
    },
  };
}
