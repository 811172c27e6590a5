import { escapeHtml } from '../../domain/mime/escape-html.ts';
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

const block = (title: string, value: unknown): string =>
  `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre></details>`;

const schemasIn = (content: Operation['requestBody']): unknown =>
  Object.values(content?.content ?? {})[0]?.schema;

function section(method: string, path: string, operation: Operation): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const [[status, answer] = ['', {}]] = Object.entries(responses);
  const rows = parameters.map(
    ({ name, in: where, description: what = '' }) =>
      `<li><code>${escapeHtml(name)}</code> (${where}) ${escapeHtml(what)}</li>`,
  );
  return `<section>
<h2><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h2>
<p>${escapeHtml(summary)}. ${description ? escapeHtml(description) : ''}</p>
<p>For: ${WHO[operation['x-scope']] ?? ''}.</p>
${rows.length > 0 ? `<ul>${rows.join('\n')}</ul>` : ''}
${requestBody ? block('Body', schemasIn(requestBody)) : ''}
${block(`Answer ${status}`, schemasIn({ content: answer.content ?? {} }))}
</section>`;
}

/** A readable page of everything that the API has, from the document that describes it. Works without JavaScript. */
export function referencePage(server: string): Answer {
  const { paths } = openApi(server) as { paths: Record<string, Record<string, Operation>> };
  const sections = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => section(method, path, operation)),
  );
  const problems = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) =>
      `<li><a href="/v1/problems/${code}"><code>${code}</code></a> ${status}: ${escapeHtml(title)}</li>`,
  );
  const intro = `<p>The same for programs: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). A request carries an API key as <code>Authorization: Bearer cv_live_…</code>, or the cookie of a session and its <code>x-csrf</code>.</p>`;
  return page(
    200,
    html(
      'Convoke API',
      `${intro}\n${sections.join('\n')}\n<section><h2>Problems</h2><ul>${problems.join('\n')}</ul></section>`,
    ),
  );
}

const isCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

/** The page behind the `type` of a problem (RFC 9457 §3.1.1). */
export function problemPage(code: string): Answer {
  if (!isCode(code)) {
    return page(
      404,
      html('There is no such problem', '<p><a href="/v1/reference">All of them</a></p>'),
    );
  }
  const { status, title } = PROBLEMS[code];
  const body = `<p>The API answers <code>${code}</code> with the status ${status}. The <code>detail</code> of the answer says what to do.</p>
<p><a href="/v1/reference">The whole API</a></p>`;
  return page(200, html(escapeHtml(title), body));
}
