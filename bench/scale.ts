import { parseArgs } from 'node:util';
import { guestList } from '../local/demo/guest-list.ts';
import { sendList } from '../local/demo/send-list.ts';
import { keepHeapSmall } from '../local/heap.ts';
import { median, round } from './measure.ts';
import { type Bench, onStack } from './stack.ts';

/**
 * Whether a guest takes longer where there are more of them: lists of several sizes are sent on one embedded stack, from
 * the upload to the last mail. The first list warms the code up and is told apart: V8 compiles 2,000 functions meanwhile.
 */
const { values } = parseArgs({ options: { guests: { type: 'string', default: '1000,10000' } } });
const sizes = values.guests.split(',').map(Number);

const WARM_UP = 1_000;
const WARMER = 20_000;
/** In each all sizes have their turn, so that an hour in which the machine is slow is slow for all of them. */
const ROUNDS = 3;

/**
 * Lists of a size in one round. Small ones end in a second, and the first behind a big one is slower than the others; large
 * ones are sent once in all.
 */
const listsIn = (round: number, guests: number): number => {
  if (guests < 10_000) return 5;
  return guests < 100_000 || round === 1 ? 1 : 0;
};

/** Sends an event of its own to a list of so many. @returns milliseconds a guest */
async function send({ stack, api, makeEvent }: Bench, guests: number): Promise<number> {
  const list = guestList(guests, stack.endpoints.mailboxes.calendar);
  const { run, seconds } = await sendList(api, await makeEvent(), list);
  if (run.sent !== guests) throw new Error(`${run.sent} of ${guests} were sent to`);
  await stack.untilIdle();
  return (1_000 * seconds) / guests;
}

keepHeapSmall();
await onStack(async (bench) => {
  const cold = await send(bench, WARM_UP);
  await send(bench, WARMER);
  const taken = new Map<number, number[]>(sizes.map((guests) => [guests, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [guests, each] of taken) {
      for (let i = 0; i < listsIn(round, guests); i += 1) each.push(await send(bench, guests));
    }
  }
  const medians = [...taken].map(([guests, each]) => [guests, round(median(each), 3)] as const);
  const msPerGuest = Object.fromEntries(medians);
  const all = medians.map(([, each]) => each);
  return {
    msPerGuest,
    slowestVsFastest: round(Math.max(...all) / Math.min(...all), 2),
    coldMsPerGuest: round(cold, 3),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
});
