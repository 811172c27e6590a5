import { refusedCsv } from '../../adapters/list-files.ts';
import type { PageAnswer } from '../page.ts';

/** What a function of AWS can answer, with room for its encoding. */
const MAX_OCTETS = 4_000_000;

/** The refused rows of a list as a file, up to 4 MB; the API gives longer ones. */
export async function refusedFile(listId: string): Promise<PageAnswer> {
  let body = '';
  let octets = 0;
  for await (const row of refusedCsv(listId)) {
    octets += Buffer.byteLength(row);
    if (octets > MAX_OCTETS) break;
    body += row;
  }
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="refused.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}
