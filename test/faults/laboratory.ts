import { workflowArn } from '../../local/workflows.ts';
import { WORKFLOWS } from '../../manifest.ts';
import { captureLogs } from '../functions/captured-logs.ts';
import { setEnvironment } from '../functions/world.ts';
import { replaceClients } from './clients.ts';

/** Makes a test file a laboratory: its functions live in the account of the moment. */
export function openLaboratory(): void {
  captureLogs();
  setEnvironment();
  for (const { name } of WORKFLOWS) {
    process.env[`${name.toUpperCase()}_WORKFLOW_ARN`] = workflowArn(name);
  }
  replaceClients();
}
