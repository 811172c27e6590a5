import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/**
 * Answers requests in the order in which they came, at most `most` at a time.
 *
 * A thread that is busy all the time and works on all its requests at once answers them all at the end: ten workers that
 * asked together then send together, and it has nothing to do meanwhile.
 */
export function inTurn(handle: RequestListener, most: number): RequestListener {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  let busy = 0;
  const next = (): void => {
    while (busy < most) {
      const [req, res] = waiting.shift() ?? [];
      if (req === undefined || res === undefined) return;
      if (res.destroyed) continue;
      busy += 1;
      res.once('close', () => {
        busy -= 1;
        next();
      });
      handle(req, res);
    }
  };
  return (req, res) => {
    waiting.push([req, res]);
    next();
  };
}
