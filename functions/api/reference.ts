import { type Markup, markup } from '../markup.ts';
import { html, page } from '../page.ts';
import type { Answer } from './answer.ts';
import { openApi } from './openapi.ts';
import { PROBLEMS, type ProblemCode } from './problem.ts';

/** What the page shows of an operation of the document. */
type Operation = Readonly<{
  summary: string;
  description?: string;
  'x-scope': string;
  parameters: readonly Readonly<{ name: string; in: string; description?: string }>[];
  requestBody?: Readonly<{ content: Readonly<Record<string, { schema: unknown }>> }>;
  responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: unknown }>> }>>;
}>;

const WHO: Readonly<Record<string, string>> = {
  public: 'anybody',
  session: 'whoever is signed in',
  read: 'scope read',
  send: 'scope send',
  admin: 'scope admin',
};

/** Text of a description, in which code stands between backticks. */
const prose = (text: string): Markup =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : markup`${part}`))
    .reduce((before, part) => markup`${before}${part}`);

const block = (title: string, value: unknown): Markup =>
  markup`<details><summary>${title}</summary><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre></details>`;

const schemasIn = (content: Operation['requestBody']): unknown =>
  Object.values(content?.content ?? {})[0]?.schema;

/** One operation of the document. `id`: where the page has it. */
type Route = Readonly<{ id: string; name: string; operation: Operation }>;

function routesOf(server: string): readonly Route[] {
  const { paths } = openApi(server) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: `${method}${path.replaceAll(/[^a-zA-Z0-9]+/g, '-')}`.toLowerCase(),
      ...{ name: `${method.toUpperCase()} ${path}`, operation },
    })),
  );
}

function section({ id, name, operation }: Route): Markup {
  const { summary, description, parameters, requestBody, responses } = operation;
  const [[status, answer] = ['', {}]] = Object.entries(responses);
  const rows = parameters.map(
    ({ name: parameter, in: where, description: what = '' }) =>
      markup`<li><code>${parameter}</code> (${where}) ${prose(what)}</li>`,
  );
  return markup`<section class="card" id="${id}"><h2><code>${name}</code></h2>
<p>${prose(summary)}. ${description !== undefined && prose(description)}</p>
<p class="soft">For: ${WHO[operation['x-scope']] ?? ''}.</p>
${rows.length > 0 && markup`<ul>${rows}</ul>`}
${requestBody && block('Body', schemasIn(requestBody))}
${block(`Answer ${status}`, schemasIn({ content: answer.content ?? {} }))}
</section>`;
}

/** A readable page of everything that the API has, from the document that describes it. Works without JavaScript. */
export function referencePage(server: string): Answer {
  const routes = routesOf(server);
  const links = routes.map(
    ({ id, name, operation }) =>
      markup`<li><a href="#${id}"><code>${name}</code></a> ${prose(operation.summary)}</li>`,
  );
  const problems = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) =>
      markup`<li><a href="/v1/problems/${code}"><code>${code}</code></a> ${status}: ${title}</li>`,
  );
  const intro = markup`<p>The same for programs: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). A request carries an API key as <code>Authorization: Bearer cv_live_…</code>, or the cookie of a session and its <code>x-csrf</code>.</p>
<nav class="card" aria-label="Routes"><details><summary>All ${routes.length} routes</summary><ul class="dense">${links}</ul></details></nav>`;
  const all = markup`<section class="card" id="problems"><h2>Problems</h2><ul class="dense">${problems}</ul></section>`;
  const body = markup`${intro}${routes.map(section)}${all}`;
  return page(200, html('Convoke API', body.markup, { wide: true }));
}

const isCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

/** The page behind the `type` of a problem (RFC 9457 §3.1.1). */
export function problemPage(code: string): Answer {
  if (!isCode(code)) {
    const all = markup`<p><a href="/v1/reference#problems">All of them</a></p>`;
    return page(404, html('There is no such problem', all.markup));
  }
  const { status, title } = PROBLEMS[code];
  const body = markup`<p>The API answers <code>${code}</code> with the status ${status}. The <code>detail</code> of the answer says what to do.</p>
<p><a href="/v1/reference">The whole API</a></p>`;
  return page(200, html(markup`${title}`.markup, body.markup));
}
