import * as z from 'zod/mini';
import { giveBackTurn, takeTurn } from '../../adapters/once.ts';
import { openPoster } from '../../adapters/out/post-webhook.ts';
import { retryWebhook } from '../../adapters/out/retry-webhooks.ts';
import { listWebhooks } from '../../adapters/out/webhooks.ts';
import { task } from '../task.ts';

/** One round at a time: two would tell everything twice. */
const TURN = 'deliver-webhooks';

/** What is kept for the posts that are under way, when the function nears its timeout. */
const RESERVE_MS = 40_000;

/** Every minute: tells webhooks what they did not accept before and is due, and goes on with replays. */
export const handler = task(z.object({}), async (_, context) => {
  const webhooks = (await listWebhooks()).filter(({ state }) => state === 'on');
  if (webhooks.length === 0) return { webhooks: 0, tried: 0 };
  const now = Date.now();
  const remaining = context.getRemainingTimeInMillis();
  if (!(await takeTurn(TURN, now, Math.ceil(remaining / 1_000)))) return { webhooks: 0, tried: 0 };
  const poster = openPoster();
  try {
    const deadline = now + remaining - RESERVE_MS;
    // Side by side: an endpoint that answers slowly keeps nobody waiting.
    const tried = await Promise.all(
      webhooks.map((webhook) => retryWebhook(webhook, poster, deadline)),
    );
    return { webhooks: webhooks.length, tried: tried.reduce((sum, each) => sum + each, 0) };
  } finally {
    poster.close();
    await giveBackTurn(TURN);
  }
});
