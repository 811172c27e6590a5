import { beforeAll, expect, test } from '@jest/globals';
import type { Run } from '../../adapters/run-store.ts';
import { showRun } from '../../functions/api/run-answer.ts';
import { DEPENDENCIES, type Dependency, NO_FAULTS, type Plan } from './faults.ts';
import { openLaboratory } from './laboratory.ts';
import { play, warmUp } from './play.ts';
import type { Random } from './random.ts';
import { judge } from './verdict.ts';

openLaboratory();
beforeAll(warmUp);

const HOUR_MS = 3_600_000;
const LEASE_MS = 30_000;
const SEEDS = [1, 3] as const;

test.each(SEEDS)(
  'a table that is away for five minutes is waited for: the run ends by itself, and nobody is lost (seed %i)',
  async (seed) => {
    const plan = (random: Random, now: number): Plan => {
      const from = now + random.whole(1_000, 10_000);
      return { faults: NO_FAULTS, until: now, outage: { from, to: from + 5 * 60_000 } };
    };
    const ended = await play(seed, { plan, isAlone: true });
    // A worker sends what it has fenced; nothing of which no row can say that it may have been sent.
    const { from = 0, to = 0 } = ended.account.plan.outage ?? {};
    const within = ended.account.taken.filter(({ at }) => at > from + LEASE_MS && at < to);
    expect([within, to - from]).toEqual([[], 5 * 60_000]);
    expect(judge(seed, ended)).toMatchObject({ wrong: [], lost: 0, doubled: 0, redriven: 0 });
  },
);

/** From a moment within the run on, and for half a day. */
const breaking =
  (what: Dependency) =>
  (random: Random, now: number): Plan => {
    const from = now + random.whole(500, 4_000);
    return { faults: NO_FAULTS, until: now, broken: { what, from, to: from + 12 * HOUR_MS } };
  };

/** Calls of functions that one run may cost while something is broken: a loop without a wait makes thousands. */
const MAX_INVOCATIONS = 300;
/** Forty passes that settle nobody, with the silence of this laboratory. */
const MAX_MS = 2 * HOUR_MS;

const NEEDS_NOBODY: readonly Dependency[] = ['sending', 'delivery events'];

test.each(DEPENDENCIES.flatMap((what) => SEEDS.map((seed) => [what, seed] as const)))(
  'where %s stays broken, the run ends all the same, and says in a sentence what it needs (seed %i)',
  async (what, seed) => {
    const { runs, account, quietMs } = await play(seed, { plan: breaking(what), isAlone: true });
    expect(account.invocations.count).toBeLessThan(MAX_INVOCATIONS);
    expect(quietMs).toBeLessThan(MAX_MS);
    expect(runs).toHaveLength(1);
    const { state, detail, total, sent, failed, failedByReason } = showRun(runs[0] as Run);
    if (!NEEDS_NOBODY.includes(what)) {
      expect([state, detail]).toEqual(['needs_attention', expect.stringMatching(/ .+ .+[.]$/)]);
      return;
    }
    expect([state, sent + failed]).toEqual(['finished', total]);
    // Whoever SES gave no proper answer about has failed after two silences, with that reason.
    expect(failedByReason).toEqual(what === 'sending' ? { silence: failed } : {});
    expect(failed > 0).toBe(what === 'sending');
  },
);

const MINUTE_MS = 60_000;

/** Mails in flight when SES says that the account is paused. */
const IN_FLIGHT = 4;

test.each(SEEDS)(
  'a run that SES pauses within asks with the few mails in hand, not again and again, needs attention, and goes on by a redrive when the account is back: one mail each (seed %i)',
  async (seed) => {
    const plan = (random: Random, now: number): Plan => {
      const from = now + random.whole(500, 4_000);
      const broken = { what: 'sending paused', from, to: from + 10 * MINUTE_MS } as const;
      return { faults: NO_FAULTS, until: now, broken };
    };
    const alone = await play(seed, { plan: breaking('sending paused'), isAlone: true });
    // By this an execution of `send` has failed, for which the alarm «Workflow failed» rings.
    expect(showRun(alone.runs[0] as Run)).toMatchObject({
      ...{ state: 'needs_attention', reason: 'sending_paused' },
      detail: expect.stringContaining('paused sending for this account'),
    });
    expect(alone.account.refused.count).toBeLessThanOrEqual(IN_FLIGHT);
    const tended = await play(seed, { plan, isBrief: true });
    expect(tended.redriven).toBeGreaterThan(0);
    expect(tended.account.refused.count).toBeGreaterThan(0);
    expect(tended.account.refused.count).toBeLessThanOrEqual(IN_FLIGHT * (tended.redriven + 1));
    expect(judge(seed, tended)).toMatchObject({ wrong: [], lost: 0, doubled: 0, resent: 0 });
  },
);
