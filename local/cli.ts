import { parseArgs } from 'node:util';
import { keepHeapSmall } from './heap.ts';
import { readSettings } from './settings.ts';
import { linksOf, startStack } from './stack.ts';

const HELP = `Runs Convoke on this machine: mail, workflows, API and a mailbox that catches every mail.

  npm start                      with everything in .local/, kept between runs

Environment:
  CONVOKE_DATA                   data folder (default .local)
  CONVOKE_HTTP_PORT              API and pages (8080; 0 = any free port)
  CONVOKE_SMTP_PORT              mail in (2525)
  CONVOKE_MAILBOX_PORT           mailbox viewer (8005)
  CONVOKE_AWS_PORT               AWS wire protocols (4566)
  CONVOKE_TABLE_PORT             the table's own, for the functions (0)
  CONVOKE_DOMAIN                 domain of calendar@, invites@ and bulk@ (example.test)
  CONVOKE_OWNERS                 who signs in as the domain's owner (owner@ and the domain)
  CONVOKE_ORGANIZERS             who may create events: addresses, *@domain, or * (default *)
  CONVOKE_POSTAL_ADDRESS         printed at the foot of every mail
  CONVOKE_SILENCE_SECONDS        how long an ambiguous send waits for SES's word (20)
  CONVOKE_HOLD_SECONDS           how long a change waits before it goes to the guests (60)
  CONVOKE_BRAKE_SECONDS          how long a run waits for SES's words about its first thousand mails (0.4)
  CONVOKE_QUOTA_SECONDS          how often a run that waits for quota looks for it (60)
  CONVOKE_ERASE_SECONDS          how long an erasure waits before it looks once more, at least (60)
  CONVOKE_SEND_FROM_MAIL         1: a mailed list that says «send: now» is sent (0)
  CONVOKE_SEND_RATE              mails a second that the embedded SES takes (5000)
  CONVOKE_DAILY_QUOTA            mails a day that it takes (10000000)
  CONVOKE_BUILD_DASHBOARD        0: the dashboard is built at its first request, not now (1)
`;

/** Errors whose message already says what is wrong and what to set. */
const CLEAR = new Set([
  'PortInUse',
  'DataFolderInUse',
  'BadSetting',
  'UnsupportedWorkflow',
  'DashboardBroken',
]);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'DataFolderInUse') return `${error.message} with CONVOKE_DATA`;
  return CLEAR.has(error.name) ? error.message : (error.stack ?? error.message);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = readSettings(process.env);
  keepHeapSmall();
  const stack = await startStack(settings);
  // In the meantime the rest is there; the page waits for it.
  if (settings.buildDashboard)
    stack.dashboard.ready().catch((error: unknown) => process.stderr.write(`${explain(error)}\n`));
  const links = linksOf(stack.endpoints, settings.owners);
  const width = Math.max(...links.map(([name]) => name.length));
  const lines = links.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`);
  const resumed =
    stack.resumed > 0 ? `  ${stack.resumed} executions go on where they stopped.\n` : '';
  process.stdout.write(`\nConvoke runs. Stop it with Ctrl-C.\n\n${lines.join('\n')}\n\n${resumed}`);
  process.stdout.write('  Try it: npx convoke --help\n\n');
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void stack.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
