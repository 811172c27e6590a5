import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { builtDashboard } from '../dashboard/build.ts';
import { cacheControlOf, dashboardHeaders } from '../dashboard/headers.ts';

const PREFIX = '/dashboard/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** True for a path of the dashboard. */
export const isDashboard = (path: string): boolean =>
  path === '/dashboard' || path.startsWith(PREFIX);

/** The built dashboard, served as CloudFront serves it; it is built at the first request, or by `ready`. */
export type LocalDashboard = Readonly<{
  /** Builds it if its sources changed. @throws DashboardBroken */
  ready(): Promise<void>;
  serve(path: string, response: ServerResponse): Promise<void>;
}>;

/** @param storage the origin of the embedded S3, to which browsers upload */
export function openDashboard(storage: () => string): LocalDashboard {
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
      const fields = { ...dashboardHeaders(storage()), 'cache-control': cacheControlOf(asked) };
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { ...fields, 'content-type': type });
      if (extname(file) === '.html') response.end(await readFile(file));
      else createReadStream(file).pipe(response);
    },
  };
}

/** The file of a path; a path without an extension is a view, which the one page shows. */
function fileOf(root: string, asked: string): string | undefined {
  const page = join(root, 'index.html');
  if (extname(asked) === '') return page;
  const file = normalize(join(root, asked));
  const isInside = file.startsWith(root + sep);
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}
