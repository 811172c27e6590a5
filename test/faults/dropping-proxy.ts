import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../../local/aws/listen.ts';
import type { Random } from './random.ts';

/** A proxy in front of an SES that takes mails and whose answers are lost. */
export type DroppingProxy = Readonly<{
  url: string;
  /** Where requests go from here on: a stack that is started again has another port. */
  aim(target: string): void;
  /** Answers that were lost, each behind a mail that SES took. */
  dropped(): number;
  close: Listening['close'];
}>;

/** Opens one on loopback. @param share of the mails whose answer is lost, of 1 */
export async function openDroppingProxy(random: Random, share: number): Promise<DroppingProxy> {
  let target = '';
  let dropped = 0;
  const relay = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url, headers } = incoming;
    const isMail = method === 'POST' && url?.startsWith('/v2/email/outbound-emails');
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      if (isMail && answer.statusCode === 200 && random.chance(share)) {
        dropped += 1;
        answer.resume();
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    // The stack was killed: so is whoever asked.
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  };
  const server = await listen(createServer(relay), 'the proxy', 0);
  return {
    url: server.url,
    aim(to) {
      target = to;
    },
    dropped: () => dropped,
    close: server.close,
  };
}
