import type { EngineClock } from './contract.ts';
import { Aborted, type AbortReason } from './errors.ts';

/** A controller that is aborted with its parent, and the call that lets go of the parent. */
export function childController(parent: AbortSignal): [AbortController, () => void] {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return [controller, () => parent.removeEventListener('abort', follow)];
}

/** @throws Aborted when the signal has been given */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Aborted(signal.reason as AbortReason);
}

/** The promise's outcome, or Aborted as soon as the signal is given. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(new Aborted(signal.reason as AbortReason));
    if (signal.aborted) {
      promise.catch(() => undefined);
      give();
      return;
    }
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}

/** Resolves after `ms`; rejects with Aborted before. */
export function sleep(clock: EngineClock, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => undefined;
  const slept = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  return abortable(slept, signal).finally(() => cancel());
}
