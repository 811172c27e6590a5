import { workflowArn } from '../../local/workflows.ts';
import { WORKFLOWS } from '../../manifest.ts';
import { captureLogs } from '../functions/captured-logs.ts';
import { setEnvironment } from '../functions/world.ts';
import { replaceClients } from './clients.ts';

/** After so long without a word of SES a mail may go out once more; of AWS it is half an hour. */
export const SILENCE_MS = 60_000;

/** Makes a test file a laboratory: its functions live in the account of the moment. */
export function openLaboratory(): void {
  captureLogs();
  setEnvironment();
  process.env.SILENCE_SECONDS = `${SILENCE_MS / 1_000}`;
  // As on AWS: a step that stands still twice takes longer than this silence.
  process.env.ERASE_SECONDS = '960';
  for (const { name } of WORKFLOWS) {
    process.env[`${name.toUpperCase()}_WORKFLOW_ARN`] = workflowArn(name);
  }
  replaceClients();
}
