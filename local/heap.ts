import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heaps of this process and its threads grow by half over what is in use before V8 looks for garbage; by
 * itself it waits for three to four times as much. 700 MB of the embedded stack became 572, for no CPU time that
 * could be measured (docs/decisions/0053). Before the threads start.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
