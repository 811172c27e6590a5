import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SESv2Client, type SendEmailCommand } from '@aws-sdk/client-sesv2';
import { redirectLogs } from '../local/logs.ts';
import { contextOf } from '../test/functions/lambda-context.ts';
import { drain, interleave, round } from './measure.ts';
import { setEnvironment } from './send/environment.ts';
import { GUESTS, sendFixtures } from './send/fixtures.ts';
import { openFloor } from './send/floor.ts';
import { openNaive } from './send/naive.ts';

const IN_FLIGHT = 50;
/** Two workers have 50 mails in flight; two more read and settle meanwhile. */
const WORKERS = 4;
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });

const { fixtures, inputs } = sendFixtures();
const server = fork(join(import.meta.dirname, 'send', 'bare-server.ts'));
server.send(fixtures);
const [port] = (await once(server, 'message')) as [number];
setEnvironment(`http://127.0.0.1:${port}`);
redirectLogs('/dev/null');
// Clients read the environment when their modules load.
const { handler } = await import('../functions/send-batch/handler.ts');

/** Sends the run with the real function: claim, read, decide, fence, splice, send, settle, release. */
async function sendRun(): Promise<number> {
  let sent = 0;
  await drain(inputs.length, WORKERS, async (index) => {
    const answer = (await handler(inputs[index], contextOf('send-batch'))) as { sent: number };
    sent += answer.sent;
  });
  if (sent !== GUESTS) throw new Error(`${sent} of ${GUESTS} guests were sent`);
  return sent;
}

const { send } = SESv2Client.prototype;
const plain = new SESv2Client({ maxAttempts: 1, cacheMiddleware: true });
const sendAsItIs = (send as (command: SendEmailCommand) => Promise<unknown>).bind(plain);
const bodies: Buffer[] = [];

/** The same with every mail sent by the official client as it is, each seen by `see`. */
async function sendRunOfficially(see?: (command: SendEmailCommand) => void): Promise<number> {
  SESv2Client.prototype.send = ((command: SendEmailCommand) => {
    see?.(command);
    return sendAsItIs(command);
  }) as typeof send;
  try {
    return await sendRun();
  } finally {
    SESv2Client.prototype.send = send;
  }
}

await sendRunOfficially(({ input }) => {
  const Data = Buffer.from(input.Content?.Raw?.Data ?? '').toString('base64');
  bodies.push(Buffer.from(JSON.stringify({ ...input, Content: { Raw: { Data } } })));
});
const sendNaively = openNaive();
const sendBody = openFloor(port);
const rounds = await interleave(
  [
    { name: 'naive', run: () => drain(300, IN_FLIGHT, sendNaively) },
    { name: 'official', run: () => sendRunOfficially() },
    { name: 'ours', run: sendRun },
    {
      name: 'floor',
      run: () => drain(GUESTS, IN_FLIGHT, (i) => sendBody(bodies[i] ?? Buffer.alloc(0))),
    },
  ],
  Number(values.rounds),
);
const { ratio, cpuRatio } = rounds;
const report = {
  requestOctets: bodies[0]?.length,
  ways: rounds.ways,
  sendVsNaive: round(ratio('ours', 'naive'), 1),
  sendVsFloor: round(ratio('ours', 'floor'), 2),
  officialVsNaive: round(ratio('official', 'naive'), 1),
  byCpu: {
    sendVsNaive: round(cpuRatio('ours', 'naive'), 1),
    sendVsFloor: round(cpuRatio('ours', 'floor'), 2),
    officialVsNaive: round(cpuRatio('official', 'naive'), 1),
  },
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit();
