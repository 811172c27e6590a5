import * as z from 'zod';
import {
  createExport,
  exportUrl,
  type GuestExport,
  readExport,
} from '../../../adapters/guest-exports.ts';
import { keys } from '../../../adapters/secrets.ts';
import { exportExecution, startExport } from '../../../adapters/workflows.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { endpoint } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { EXECUTION } from '../run-answer.ts';

const ExportAnswer = z.object({
  exportId: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  expiresAt: z.string().describe('from then on there is no file any more'),
  found: z.number().int().optional().describe('things that the file has'),
  url: z
    .string()
    .optional()
    .describe('of a JSON file, good for ten minutes; ask again for another one'),
  execution: EXECUTION,
});

/** Without the key of the guest, which somebody could look for. */
const show = ({ guestKey: _, ...made }: GuestExport): z.output<typeof ExportAnswer> =>
  ExportAnswer.parse({ ...made, execution: exportExecution(made.exportId) });

/** `POST /v1/exports` */
export const exportAddress = endpoint({
  summary: 'Write down everything that is kept of an address, as a JSON file',
  description:
    'It shows every place that an erasure goes through: docs/operate.md lists them. The file is kept for a day.',
  body: z.strictObject({ address: z.string().max(320) }),
  status: 202,
  answer: ExportAnswer,
  async handle({ body, now }) {
    const address = readAddress(body.address);
    if (address === undefined) throw new Problem('bad_request', 'address is no e-mail address');
    const { mac } = await keys();
    const exportId = newId();
    const made = await createExport(exportId, guestKeyOf(mac, address), now);
    await startExport(exportId);
    return show(made);
  },
});

/** `GET /v1/exports/{exportId}` */
export const readExportRoute = endpoint({
  summary: 'How far an export is, and where to fetch it',
  answer: ExportAnswer,
  async handle({ params, now }) {
    const made = await readExport(params.exportId ?? '');
    if (!made) throw new Problem('not_found', 'there is no export of this id');
    const url = await exportUrl(made, now);
    return { ...show(made), ...(url !== undefined && { url }) };
  },
});
