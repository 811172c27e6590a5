import { createTransport } from 'nodemailer';
import type { Endpoints } from '../endpoints.ts';

/** A mail as it goes over SMTP. */
export type Posted = Readonly<{ from: string; to: string; raw: string }>;

/** How many mails wait for their 250 at once. */
const CONNECTIONS = 8;

/** Sends mails by SMTP, each stream in its own order: the mails of one sender never overtake each other. */
export async function post(
  endpoints: Endpoints,
  streams: readonly (readonly Posted[])[],
): Promise<void> {
  const transport = createTransport({
    ...endpoints.smtp,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  const queue = [...streams];
  const work = async (): Promise<void> => {
    for (let stream = queue.shift(); stream; stream = queue.shift()) {
      for (const { from, to, raw } of stream) {
        await transport.sendMail({ envelope: { from, to: [to] }, raw });
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  transport.close();
}
