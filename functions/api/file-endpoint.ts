import * as z from 'zod';
import { type ApiRequest, type Endpoint, endpoint } from './endpoint.ts';

const FileAnswer = z.object({
  url: z.string().describe('where it can be fetched for ten minutes'),
});

/**
 * An endpoint that writes all of a list down as a file, which no page of JSON could hold.
 *
 * @param what what is in it, for the summary
 * @param forms `csv`: cells, safe in a spreadsheet; `jsonl`: a JSON value a line
 * @param write gives the URL
 */
export function fileEndpoint<Form extends string, Query = Record<string, never>>(
  what: string,
  {
    forms,
    query,
    write,
  }: {
    forms: readonly [Form, ...Form[]];
    query?: z.ZodType<Query>;
    write(request: ApiRequest<Query, unknown>, form: Form): Promise<string>;
  },
): Endpoint {
  const [usual] = forms;
  return endpoint({
    summary: `Write down ${what}`,
    description: 'All of it as one file, which is kept for a day. Each request writes another one.',
    ...(query && { query }),
    body: z
      .strictObject({ form: z.enum<readonly [Form, ...Form[]]>(forms).optional() })
      .prefault({}),
    status: 201,
    answer: FileAnswer,
    once: false,
    async handle({ body, ...request }) {
      const form = (body.form as Form | undefined) ?? usual;
      return { url: await write({ ...request, body: undefined }, form) };
    },
  });
}
