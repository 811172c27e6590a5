import * as z from 'zod';
import { readKeyNames } from '../../../adapters/api-keys.ts';
import { AUDIT_DAYS, listActs, type StoredAct } from '../../../adapters/audit.ts';
import { savePages } from '../../../adapters/csv-file.ts';
import { keys } from '../../../adapters/secrets.ts';
import { ACT_KINDS } from '../../../domain/access/act.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { Problem } from '../problem.ts';

const ActAnswer = z.object({
  actId: z.string(),
  at: z.string(),
  act: z
    .string()
    .describe(
      'name of the operation that did it, as in this document; or `signIn`, or `confirmMail`',
    ),
  kind: z.enum(ACT_KINDS),
  actor: z
    .object({
      via: z
        .enum(['key', 'session', 'link'])
        .describe('`link`: on a page behind a link that was mailed to them alone'),
      address: z.string().optional().describe('of a session or a link; absent once it was erased'),
      keyId: z.string().optional(),
      keyName: z.string().optional(),
    })
    .describe('who did it'),
  about: z.string().optional().describe('the organizer that it was about'),
  ids: z
    .record(z.string(), z.string())
    .describe('of what it was about: `eventId`, `runId`, `guestKey` …'),
  fields: z.array(z.string()).optional().describe('of a change: names of the fields that it set'),
});

const Filter = z.object({
  kind: z.enum(ACT_KINDS).optional(),
  by: z
    .string()
    .max(320)
    .optional()
    .describe(
      'who did it: an address, also of an organizer for whom a key acts; or the id of a key',
    ),
  about: z
    .string()
    .max(320)
    .optional()
    .describe('an address that it was about, of a guest too: found by its hash'),
  from: z.iso.datetime().optional().describe('instant; the first that is asked for'),
  to: z.iso.datetime().optional().describe('instant; the first that is not'),
});

const Query = Page.extend(Filter.shape);

/** With its milliseconds, as the trail writes it: the two are compared as texts. */
const instantOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : new Date(text).toISOString();

/** True for the acts that a query asks for; those by and about somebody are told by a hash. */
async function asked({ kind, by, about }: z.output<typeof Filter>) {
  const { mac } = await keys();
  const keyOf = (text: string): string => {
    const address = readAddress(text);
    if (address === undefined) throw new Problem('invalid_email', 'name one address');
    return guestKeyOf(mac, address);
  };
  const actorKey = by?.includes('@') ? keyOf(by) : undefined;
  const aboutKey = about === undefined ? undefined : keyOf(about);
  return (act: StoredAct): boolean =>
    (kind === undefined || act.kind === kind) &&
    (by === undefined || (actorKey === undefined ? act.keyId === by : act.actorKey === actorKey)) &&
    (aboutKey === undefined || act.aboutKey === aboutKey);
}

const filterOf = async (query: z.output<typeof Filter>) => ({
  ...{ from: instantOf(query.from), to: instantOf(query.to) },
  isAsked: await asked(query),
});

function show(
  { actId, at, act, kind, via, keyId, actor, about, ids, fields }: StoredAct,
  names: ReadonlyMap<string, string>,
): z.output<typeof ActAnswer> {
  const keyName = keyId === undefined ? undefined : names.get(keyId);
  return {
    ...{ actId, at, act, kind, ids: { ...ids } },
    actor: {
      via,
      ...(actor !== undefined && { address: actor }),
      ...(keyId !== undefined && { keyId }),
      ...(keyName !== undefined && { keyName }),
    },
    ...(about !== undefined && { about }),
    ...(fields && { fields: [...fields] }),
  };
}

/** `GET /v1/audit` */
export const listActsRoute = endpoint({
  summary: 'Who did what and when, the newest first',
  description: `Every request that changed something or wrote a file, and every sign-in, for ${AUDIT_DAYS} days. Not on it: single invitations (each has a row of its own), and what guests do by their mails and links. No address of a guest is in it. A page may be short: go on while there is \`next\`.`,
  query: Query,
  answer: pageOf(ActAnswer),
  async handle({ query, now }) {
    const page = await listActs(await filterOf(query), query, now);
    const names = await readKeyNames(page.items.flatMap(({ keyId }) => keyId ?? []));
    return { ...page, items: page.items.map((act) => show(act, names)) };
  },
});

/** Acts of one page while a file is written. */
const PAGE = 1_000;

/** `POST /v1/audit/file` */
export const writeActs = fileEndpoint('who did what and when', {
  forms: ['csv'],
  query: Filter,
  write: async ({ query, now }) => {
    const filter = await filterOf(query);
    return savePages(
      {
        columns: ['at', 'act', 'kind', 'via', 'by', 'key_id', 'about', 'ids', 'fields'],
        cells: ({ at, act, kind, via, actor, keyId, about, ids, fields }) => ({
          ...{ at, act, kind, via, by: actor ?? '', key_id: keyId ?? '', about: about ?? '' },
          ids: Object.entries(ids)
            .map(([name, id]) => `${name}=${id}`)
            .join(' '),
          fields: fields?.join(' ') ?? '',
        }),
      },
      (cursor) => listActs(filter, { limit: PAGE, cursor }, now),
    );
  },
});
