import type { Command } from 'commander';
import type { Named } from '../doctor/installation.ts';
import { startSteps } from '../steps.ts';
import type { ExitCode, World } from '../world.ts';

type Options = Named & Readonly<{ loop?: true; resolver?: string; json?: true }>;

const AFTER = `
Without --domain, --region and --stack it looks at the embedded stack of --data.
The exit code is 0 when nothing fails, 1 when something does, 2 when it could
not look. docs/doctor.md explains every check, and what AWS must allow.

Examples:
  convoke doctor --loop
  convoke doctor --region eu-west-1
  CONVOKE_API_KEY=... convoke doctor --region eu-west-1 --loop --json`;

/** Adds `convoke doctor`. @param end takes the exit code of a command that did not throw, or will */
export function addDoctor(program: Command, world: World, end: (code: ExitCode) => void): void {
  program
    .command('doctor')
    .description('check DNS, SES and the way of a mail out and in, and say what mends it')
    .option('--region <region>', 'AWS Region of the installation')
    .option('--stack <name>', 'CloudFormation stack (default: convoke)')
    .option('--domain <domain>', 'domain that sends (default: as the stack says)')
    .option('--loop', 'also send a test invitation and a test mail, and wait for both')
    .option('--resolver <address>', 'name server to ask (default: that of the system)')
    .addHelpText('after', AFTER)
    .exitOverride((error) => {
      if (error.exitCode !== 0) end(2);
      throw error;
    })
    .action(async (_options: unknown, command: Command) => {
      // Until there is a report, whatever is thrown means that it could not look.
      end(2);
      end(await examine(command.optsWithGlobals<Options>(), world));
    });
}

/** The parts are loaded for this command alone: they take 150 ms. */
async function examine(options: Options, world: World): Promise<ExitCode> {
  const [{ openDns }, { findPatient }, { gather }, { reportOn }, { showReport }] =
    await Promise.all([
      import('../doctor/ask-dns.ts'),
      import('../doctor/installation.ts'),
      import('../doctor/gather.ts'),
      import('../doctor/report.ts'),
      import('../doctor/show-report.ts'),
    ]);
  const dns = openDns(options.resolver);
  const steps = startSteps(world, options.json === true);
  steps.tell('Looking for the installation …');
  try {
    const patient = await findPatient(options, world.env);
    try {
      steps.tell('Asking SES, DNS and the API …');
      const facts = await gather(patient, dns);
      const loop = options.loop ? await runLoop(patient, world, steps.tell) : undefined;
      const report = reportOn({ ...facts, loop });
      steps.stop();
      world.stdout.write(options.json ? `${JSON.stringify(report)}\n` : showReport(report));
      return report.exitCode;
    } finally {
      patient.aws.close();
    }
  } finally {
    steps.stop();
  }
}

async function runLoop(...args: Parameters<typeof import('../doctor/loop-test.ts').runLoopTest>) {
  const { runLoopTest } = await import('../doctor/loop-test.ts');
  return runLoopTest(...args);
}
