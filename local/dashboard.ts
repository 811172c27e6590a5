import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { builtDashboard } from '../dashboard/build.ts';
import { cacheControlOf, dashboardHeaders, typeOf } from '../dashboard/headers.ts';

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

/** @param places origins of the embedded S3, to which browsers upload, and of the mailbox */
export function openDashboard(
  places: () => Readonly<{ storage: string; mailbox: string }>,
): LocalDashboard {
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
        ...dashboardHeaders(places().storage),
        'cache-control': cacheControlOf(asked),
      };
      const type = typeOf(extname(file));
      response.writeHead(200, { ...fields, 'content-type': type });
      if (extname(file) === '.html')
        response.end(withPlaces(await readFile(file, 'utf8'), places().mailbox));
      else createReadStream(file).pipe(response);
    },
  };
}

const withPlaces = (page: string, mailbox: string): string =>
  page.replace(
    '</head>',
    `<meta name="convoke-states" content="${LOCAL_STATES}">\n<meta name="convoke-mailbox" content="${mailbox}/">\n</head>`,
  );

/** The file of a path; a path without an extension is a view, which the one page shows. */
function fileOf(root: string, asked: string): string | undefined {
  const page = join(root, 'index.html');
  if (extname(asked) === '') return page;
  const file = normalize(join(root, asked));
  const isInside = file.startsWith(root + sep);
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
