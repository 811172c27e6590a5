import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { builtDashboard } from '../dashboard/build.ts';
import { cacheControlOf, dashboardHeaders, typeOf } from '../dashboard/headers.ts';
import { escapeHtml } from '../domain/mime/escape-html.ts';

const PREFIX = '/dashboard/';

/** Where the embedded Step Functions answers the dashboard; a page that is served elsewhere knows no such place. */
export const LOCAL_STATES = '/local/states';

/** True for a path of the dashboard. */
export const isDashboard = (path: string): boolean =>
  path === '/dashboard' || path.startsWith(PREFIX);

/** The built dashboard, served as CloudFront serves it; it is built at the first request, or by `ready`. */
export type LocalDashboard = Readonly<{
  /** Builds it if its sources changed. @throws DashboardBroken */
  ready(): Promise<void>;
  serve(path: string, response: ServerResponse): Promise<void>;
}>;

/** What the dashboard tells of this machine. `storage` is the origin of the embedded S3, to which browsers upload. */
export type Machine = Readonly<{
  storage: string;
  /** The mailbox viewer. */
  mailbox: string;
  /** Host and port where mail goes in. */
  smtp: string;
  /** An address that may sign in before there is an event. */
  owner: string;
}>;

/** @param machine as it is when a page is served: not everything runs yet when this is opened */
export function openDashboard(machine: () => Machine): LocalDashboard {
  let built: Promise<string> | undefined;
  const folder = (): Promise<string> => {
    built ??= builtDashboard();
    return built;
  };
  return {
    async ready() {
      await folder();
    },
    async serve(path, response) {
      if (path === '/dashboard') {
        response.writeHead(308, { location: PREFIX }).end();
        return;
      }
      const root = await folder();
      const asked = path.slice(PREFIX.length);
      const file = fileOf(root, asked);
      if (file === undefined) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('there is no such file\n');
        return;
      }
      const fields = {
        ...dashboardHeaders(machine().storage),
        'cache-control': cacheControlOf(asked),
      };
      const type = typeOf(extname(file));
      response.writeHead(200, { ...fields, 'content-type': type });
      if (extname(file) === '.html') response.end(told(await readFile(file, 'utf8'), machine()));
      else createReadStream(file).pipe(response);
    },
  };
}

/** The page, with what the dashboard knows of the embedded stack alone. */
function told(page: string, { mailbox, smtp, owner }: Machine): string {
  const facts = { states: LOCAL_STATES, mailbox: `${mailbox}/`, smtp, owner };
  const lines = Object.entries(facts).map(
    ([name, value]) => `<meta name="convoke-${name}" content="${escapeHtml(value)}">\n`,
  );
  return page.replace('</head>', () => `${lines.join('')}</head>`);
}

/** The file of a path; a path without an extension is a view, which the one page shows. */
function fileOf(root: string, asked: string): string | undefined {
  const page = join(root, 'index.html');
  if (extname(asked) === '') return page;
  const file = normalize(join(root, asked));
  const isInside = file.startsWith(root + sep);
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
