import { readDomain } from '../../domain/identity/address.ts';
import { MAILBOXES, type MailboxSpec } from '../../manifest.ts';
import { CliError } from '../cli-error.ts';
import { findStack, type Stack } from '../find-stack.ts';
import { openAws } from './aws.ts';
import { askAws } from './aws-errors.ts';
import type { Installation } from './facts.ts';
import type { Aws } from './ports.ts';

/** How the command names the installation; nothing of it: the embedded stack. */
export type Named = Readonly<{ domain?: string; region?: string; stack?: string; data?: string }>;

/** What the doctor works with. */
export type Patient = Readonly<{
  installation: Installation;
  aws: Aws;
  /** Where its API is and the key to it; undefined where either is not known. */
  api?: Stack;
  /** Where the embedded stack takes mail; SES sends it in the cloud. */
  smtp?: Readonly<{ host: string; port: number }>;
}>;

const DEFAULT_STACK = 'convoke';

type Outputs = ReadonlyMap<string, string>;

/** Finds the installation that was named. @throws CliError */
export async function findPatient(named: Named, env: NodeJS.ProcessEnv): Promise<Patient> {
  const { domain, region, stack } = named;
  const isDeployed = [domain, region, stack].some((each) => each !== undefined);
  return isDeployed ? findDeployed(named, env) : findEmbedded(named.data, env);
}

async function findEmbedded(data: string | undefined, env: NodeJS.ProcessEnv): Promise<Patient> {
  const api = await findStack(data, env).catch((error: unknown) => {
    if (!(error instanceof CliError) || error.code !== 'no_stack') throw error;
    const whatNow = 'Start one with «npm start», or name a deployed one: --region REGION.';
    throw new CliError(error.code, error.message, whatNow, { cause: error });
  });
  const { mailboxes, smtp, aws, region } = api;
  if (mailboxes === undefined || smtp === undefined || aws.sesv2 === undefined) {
    const whatNow = 'Start the stack again: it writes this file anew.';
    throw new CliError('bad_endpoints', `${api.file} leaves out its mail addresses.`, whatNow);
  }
  const domain = mailboxes.calendar.slice(mailboxes.calendar.indexOf('@') + 1);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return {
    installation: { kind: 'embedded', domain, region, stack: '', addresses: mailboxes },
    aws: openAws({ region, endpoint: aws.sesv2, credentials }),
    api,
    smtp,
  };
}

async function findDeployed(named: Named, env: NodeJS.ProcessEnv): Promise<Patient> {
  const given = named.domain === undefined ? undefined : readDomain(named.domain);
  if (named.domain !== undefined && given === undefined) {
    throw new CliError('bad_domain', '--domain is not a domain.', 'Give one like example.org.');
  }
  const aws = openAws({ ...(named.region !== undefined && { region: named.region }) });
  try {
    const region = await regionOf(aws);
    const stack = named.stack ?? DEFAULT_STACK;
    // Who names the domain alone may have no permission for CloudFormation, and needs none.
    const isAsked = named.stack !== undefined || given === undefined;
    const outputs = isAsked ? await readOutputs(aws, stack, region) : new Map<string, string>();
    const domain = given ?? outputs.get('Domain') ?? outputs.get('DnsMx')?.split(' ')[0];
    if (domain === undefined) {
      const message = `The stack ${stack} does not tell its domain.`;
      throw new CliError('no_domain', message, 'Give it with --domain.');
    }
    const url = outputs.get('Url');
    const key = env.CONVOKE_API_KEY;
    const isReachable = url !== undefined && key !== undefined && key !== '';
    return {
      installation: describe(domain, region, isAsked ? stack : '', outputs),
      aws,
      ...(isReachable && { api: apiOf(url, key, region, stack) }),
    };
  } catch (error) {
    aws.close();
    throw error;
  }
}

async function regionOf(aws: Aws): Promise<string> {
  try {
    return await aws.region();
  } catch (cause) {
    const whatNow = 'Give it with --region, or set AWS_REGION.';
    throw new CliError('no_region', 'No AWS Region is set.', whatNow, { cause });
  }
}

async function readOutputs(aws: Aws, stack: string, region: string): Promise<Outputs> {
  const asked = await askAws('cloudformation:DescribeStacks', () => aws.readStack(stack));
  if (!asked.known) throw new CliError('stack_unknown', asked.why, asked.whatNow);
  if (asked.value !== undefined) return asked.value;
  const whatNow = 'Check --region and --stack, or give --domain instead.';
  throw new CliError('no_stack', `There is no stack ${stack} in ${region}.`, whatNow);
}

function describe(domain: string, region: string, stack: string, outputs: Outputs): Installation {
  const addressOf = (name: string): string =>
    outputs.get(`${name.charAt(0).toUpperCase()}${name.slice(1)}Mailbox`) ?? `${name}@${domain}`;
  const mailBucket = outputs.get('MailBucket');
  const configurationSet = outputs.get('ConfigurationSet');
  const activate = outputs.get('ActivateMail');
  return {
    kind: 'deployed',
    domain,
    region,
    stack,
    addresses: Object.fromEntries(MAILBOXES.map(({ name }) => [name, addressOf(name)])) as Record<
      MailboxSpec['name'],
      string
    >,
    ...(mailBucket !== undefined && { mailBucket }),
    ...(configurationSet !== undefined && { configurationSet }),
    ...(activate !== undefined && { activate }),
  };
}

const apiOf = (http: string, apiKey: string, region: string, stack: string): Stack => ({
  http,
  apiKey,
  region,
  aws: {},
  stateMachines: {},
  file: `the output Url of the stack ${stack}`,
});
