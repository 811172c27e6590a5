import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SESClient } from '@aws-sdk/client-ses';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { accountOf, configurationSetOf, identityOf, ruleOf } from './aws-shapes.ts';
import type { Aws } from './ports.ts';

type Settings = Readonly<{
  region?: string;
  endpoint?: string;
  credentials?: Readonly<{ accessKeyId: string; secretAccessKey: string }>;
}>;

/** The three clients; each is loaded when it is first asked for: that takes 100 ms. */
type Clients = Readonly<{
  sesv2(): Promise<SESv2Client>;
  ses(): Promise<SESClient>;
  cloudFormation(): Promise<CloudFormationClient>;
  close(): void;
}>;

function openClients(given: Settings): Clients {
  const settings = { ...given, maxAttempts: 3 };
  const opened: { destroy(): void }[] = [];
  const once = <T extends { destroy(): void }>(load: () => Promise<T>): (() => Promise<T>) => {
    let client: Promise<T> | undefined;
    return () => {
      client ??= load().then((loaded) => {
        opened.push(loaded);
        return loaded;
      });
      return client;
    };
  };
  return {
    sesv2: once(async () => new (await import('@aws-sdk/client-sesv2')).SESv2Client(settings)),
    ses: once(async () => new (await import('@aws-sdk/client-ses')).SESClient(settings)),
    cloudFormation: once(async () => {
      const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
      return new CloudFormationClient(settings);
    }),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}

/** Asks, and gives undefined when the answer is an error of this name. */
async function unless<T>(name: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name === name) return undefined;
    throw error;
  }
}

async function readStack(clients: Clients, name: string) {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await clients.cloudFormation();
  const command = new DescribeStacksCommand({ StackName: name });
  // CloudFormation has no error of its own for a stack that is not there.
  const answer = await unless('ValidationError', () => client.send(command));
  const outputs = answer?.Stacks?.[0]?.Outputs ?? [];
  return answer && new Map(outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? '']));
}

async function readIdentity(clients: Clients, domain: string) {
  const { GetEmailIdentityCommand } = await import('@aws-sdk/client-sesv2');
  const client = await clients.sesv2();
  const command = new GetEmailIdentityCommand({ EmailIdentity: domain });
  const answer = await unless('NotFoundException', () => client.send(command));
  return answer && identityOf(answer);
}

async function readAccount(clients: Clients) {
  const { GetAccountCommand } = await import('@aws-sdk/client-sesv2');
  return accountOf(await (await clients.sesv2()).send(new GetAccountCommand({})));
}

async function readRuleSet(clients: Clients) {
  const { DescribeActiveReceiptRuleSetCommand } = await import('@aws-sdk/client-ses');
  const client = await clients.ses();
  const { Metadata, Rules = [] } = await client.send(new DescribeActiveReceiptRuleSetCommand({}));
  return Metadata?.Name ? { name: Metadata.Name, rules: Rules.map(ruleOf) } : undefined;
}

async function readConfigurationSet(clients: Clients, name: string) {
  const { GetConfigurationSetCommand, GetConfigurationSetEventDestinationsCommand } = await import(
    '@aws-sdk/client-sesv2'
  );
  const client = await clients.sesv2();
  const which = { ConfigurationSetName: name };
  const answers = await unless('NotFoundException', () =>
    Promise.all([
      client.send(new GetConfigurationSetCommand(which)),
      client.send(new GetConfigurationSetEventDestinationsCommand(which)),
    ]),
  );
  return answers && configurationSetOf(name, ...answers);
}

async function sendMail(clients: Clients, { from, to, raw }: Parameters<Aws['sendMail']>[0]) {
  const { SendEmailCommand } = await import('@aws-sdk/client-sesv2');
  const client = await clients.sesv2();
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Raw: { Data: Buffer.from(raw) } },
    }),
  );
}

/** Opens AWS with the credentials of the machine, or those of the settings. */
export function openAws(settings: Settings): Aws {
  const clients = openClients(settings);
  return {
    region: async () => (await clients.sesv2()).config.region(),
    readStack: (name) => readStack(clients, name),
    readIdentity: (domain) => readIdentity(clients, domain),
    readAccount: () => readAccount(clients),
    readRuleSet: () => readRuleSet(clients),
    readConfigurationSet: (name) => readConfigurationSet(clients, name),
    sendMail: (mail) => sendMail(clients, mail),
    close: clients.close,
  };
}
