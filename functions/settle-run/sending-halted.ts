import { type Run, updateRun } from '../../adapters/run-store.ts';

/** SES will take nothing for now. The run waits here for somebody to redrive it. */
export class SendingHalted extends Error {
  override readonly name = 'SendingHalted';
  constructor(why: string) {
    super(`sending stopped: ${why}; mend it, then redrive the run`);
  }
}

/**
 * Ends the execution of a run that SES does not let send.
 *
 * @param redrive which go of the execution this is
 * @throws SendingHalted unless somebody redrove the run since SES said so
 */
export async function checkHalt({ runId, halt, wish }: Run, redrive: string): Promise<void> {
  if (halt?.why !== 'sending_paused' || wish === 'stop') return;
  const isNew = (halt.redrive ?? redrive) === redrive;
  await updateRun(runId, { halt: isNew ? { ...halt, redrive } : null });
  if (isNew) throw new SendingHalted(halt.why);
}
