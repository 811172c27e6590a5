import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Short requests in a row that go before long ones which wait: those have their turn, however many short ones come. */
const IN_A_ROW = 16;

type Waiting = [IncomingMessage, ServerResponse][];

/**
 * Answers requests one at a time, in the order in which they came; short ones go before long ones.
 *
 * A thread that is busy all the time and works on all its requests at once answers them all at the end: ten workers that
 * asked together then send together, and it has nothing to do meanwhile. So it was with two at a time, and with a worker's
 * fence behind the others' batches of 25 (docs/decisions/0074, 0075).
 *
 * @param handle whose answers end: the next request waits for it
 */
export function inTurn(
  handle: RequestListener,
  isShort: (req: IncomingMessage) => boolean,
): RequestListener {
  const short: Waiting = [];
  const long: Waiting = [];
  let isBusy = false;
  let inARow = 0;
  const take = (): Waiting[number] | undefined => {
    const isShortsTurn = short.length > 0 && (long.length === 0 || inARow < IN_A_ROW);
    inARow = isShortsTurn && long.length > 0 ? inARow + 1 : 0;
    return (isShortsTurn ? short : long).shift();
  };
  const next = (): void => {
    while (!isBusy) {
      const [req, res] = take() ?? [];
      if (req === undefined || res === undefined) return;
      if (res.destroyed) continue;
      isBusy = true;
      res.once('close', () => {
        isBusy = false;
        next();
      });
      handle(req, res);
    }
  };
  return (req, res) => {
    (isShort(req) ? short : long).push([req, res]);
    next();
  };
}
