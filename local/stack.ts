import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MAILBOXES, SCHEDULES, TABLE, WORKFLOWS } from '../manifest.ts';
import { openDynamoThread } from './aws/dynamo-thread.ts';
import { openEvents } from './aws/events.ts';
import { startGateway } from './aws/gateway.ts';
import { serveInProcess } from './aws/in-process.ts';
import { PortInUse } from './aws/listen.ts';
import { openObjects } from './aws/objects.ts';
import { openScheduler } from './aws/scheduler.ts';
import { openSecrets } from './aws/secrets.ts';
import { openSes } from './aws/ses.ts';
import { statesHandler } from './aws/states-protocol.ts';
import { openBus } from './bus/bus.ts';
import { systemClock } from './bus/clock.ts';
import { type LocalDashboard, openDashboard } from './dashboard.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from './endpoints.ts';
import { systemClock as engineClock } from './engine/clock.ts';
import type { EnginePorts, StepFunctions } from './engine/contract.ts';
import { createStepFunctions } from './engine/step-functions.ts';
import {
  applyEnvironment,
  CONFIGURATION_SET,
  mailboxesOf,
  SCHEDULE_GROUP,
  SECRET_ID,
  TABLE_NAME,
} from './environment.ts';
import { firstKey } from './first-key.ts';
import { type Entries, openFunctions } from './function-runtime.ts';
import { startHttp } from './http.ts';
import { redirectLogs } from './logs.ts';
import { startMailIn } from './mail-in/smtp.ts';
import type { MailInAddress } from './mailbox/answer.ts';
import { openMailStore } from './mailbox/mail-store.ts';
import { startMailbox } from './mailbox/server.ts';
import { PUBLISHED_RULE, publishedTarget } from './published.ts';
import { BUCKETS, busRules, busTargets } from './rules.ts';
import { startSchedules } from './schedules.ts';
import { type LocalSettings, PORT_VARIABLES } from './settings.ts';
import { withStatusEvents } from './status-events.ts';
import { loadWorkflows, substitutions, workflowArn } from './workflows.ts';

/** A running embedded stack. */
export type Stack = Readonly<{
  endpoints: Endpoints;
  engine: StepFunctions;
  dashboard: LocalDashboard;
  /** Executions that an earlier process left running and this one took up. */
  resumed: number;
  /** Loads every function now, not at its first call. */
  load(): Promise<void>;
  /** Resolves when no event is waiting for its target. */
  untilIdle(): Promise<void>;
  close(): Promise<void>;
}>;

const clock = systemClock;
const REGION = 'us-east-1';

/** How long a stop waits for functions that run; a range of 250 guests at 100 a second takes 2.5 s. */
const GRACE_MS = 5_000;

const key = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

const TABLE_INPUT = {
  TableName: TABLE_NAME,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    TABLE.partitionKey,
    TABLE.sortKey,
    TABLE.index.partitionKey,
    TABLE.index.sortKey,
  ].map(key),
  KeySchema: keySchema(TABLE.partitionKey, TABLE.sortKey),
  GlobalSecondaryIndexes: [
    {
      IndexName: TABLE.index.name,
      KeySchema: keySchema(TABLE.index.partitionKey, TABLE.index.sortKey),
      Projection: { ProjectionType: 'ALL' as const },
    },
  ],
};

/** Waits for a server to listen; a port that is taken is refused with the variable that sets it. */
async function listening<T>(server: Promise<T>, port: keyof LocalSettings['ports']): Promise<T> {
  try {
    return await server;
  } catch (cause) {
    if (!(cause instanceof PortInUse)) throw cause;
    throw new PortInUse(`${cause.message} in ${PORT_VARIABLES[port]}`, { cause });
  }
}

/**
 * Starts the whole product in this process, over the data in `settings.folder`. What an earlier
 * process left undone goes on by itself.
 *
 * @param entryOf the file of each function; the source in `functions/` by default
 * @throws PortInUse, DataFolderInUse, UnsupportedWorkflow
 */
export async function startStack(settings: LocalSettings, entryOf?: Entries): Promise<Stack> {
  const { folder, ports, domain } = settings;
  mkdirSync(folder, { recursive: true });
  const closers: (() => unknown)[] = [];
  const opened = <T extends { close(): unknown }>(part: T): T => {
    closers.unshift(() => part.close());
    return part;
  };
  const close = async (): Promise<void> => {
    for (const each of closers) await each();
  };
  try {
    closers.push(redirectLogs(join(folder, 'logs', 'functions.jsonl')));
    const bus = opened(openBus({ folder, clock, rules: [...busRules(), PUBLISHED_RULE] }));
    // Presigned addresses are the permission: whoever has one may use it from any page.
    const buckets = Object.values(BUCKETS).map((name) => ({ name, corsOrigins: ['*'] }));
    const objects = opened(await openObjects({ folder, clock, buckets, bus }));
    const dynamo = opened(
      await listening(
        openDynamoThread({ folder, region: REGION, tables: [TABLE_INPUT], port: ports.table }),
        'table',
      ),
    );
    const store = opened(openMailStore(folder));
    const limits = { maxSendRate: settings.sendRate, max24HourSend: settings.dailyQuota };
    const ses = opened(
      await openSes({
        store,
        bus,
        clock,
        limits,
        identities: [domain],
        configurationSets: [CONFIGURATION_SET],
      }),
    );
    const functions = openFunctions(entryOf);
    const groups = [SCHEDULE_GROUP];
    const scheduler = opened(openScheduler({ folder, clock, groups, region: REGION }));
    const enginePorts: EnginePorts = {
      invokeLambda: functions.invoke,
      readObject: objects.read,
      listObjects: objects.list,
      writeObject: objects.put,
    };
    const interpreter = createStepFunctions({
      ports: enginePorts,
      clock: engineClock,
      databaseFile: join(folder, 'states.db'),
      region: REGION,
      accountId: '000000000000',
    });
    let stopped: Promise<void> | undefined;
    const stopEngine = (): Promise<void> => {
      stopped ??= interpreter.close();
      return stopped;
    };
    closers.unshift(stopEngine);
    const engine = withStatusEvents(interpreter, bus);
    loadWorkflows(engine, substitutions(BUCKETS));
    const gateway = opened(
      await listening(
        startGateway({
          port: ports.aws,
          services: {
            dynamodb: dynamo.handle,
            s3: objects.handle,
            ses: ses.handle,
            states: statesHandler(engine),
            scheduler: scheduler.handle,
            events: openEvents(bus).handle,
            secretsmanager: openSecrets({ folder, secretId: SECRET_ID }).handle,
          },
        }),
        'aws',
      ),
    );
    opened(serveInProcess(gateway.url, ses.direct));
    opened(serveInProcess(dynamo.url, dynamo.direct));
    let smtp: MailInAddress | undefined;
    const mailbox = opened(
      await listening(startMailbox({ store, port: ports.mailbox, mailIn: () => smtp }), 'mailbox'),
    );
    let links: readonly [string, string][] = [];
    const dashboard = openDashboard(() => ({
      ...{
        storage: gateway.url,
        mailbox: mailbox.url,
        smtp: smtp ? `${smtp.host}:${smtp.port}` : '',
      },
      owner: settings.owners.split(',')[0]?.trim() ?? '',
    }));
    const http = opened(
      await listening(
        startHttp({
          port: ports.http,
          functions,
          dashboard,
          states: statesHandler(engine),
          links: () => links,
        }),
        'http',
      ),
    );
    applyEnvironment(settings, { aws: gateway.url, table: dynamo.url, http: http.url });
    const addresses = mailboxesOf(domain);
    const mailIn = opened(
      await listening(
        startMailIn({
          port: ports.smtp,
          mailboxes: MAILBOXES.map(({ name, prefix }) => ({ address: addresses[name], prefix })),
          bucket: BUCKETS.mail,
          objects,
          clock,
          region: REGION,
        }),
        'smtp',
      ),
    );
    smtp = { host: mailIn.host, port: mailIn.port };
    const apiKey = await firstKey(folder);
    const published = publishedTarget(folder);
    bus.start({ ...busTargets(engine, functions), published });
    opened(startSchedules(SCHEDULES, functions, clock));
    // A worker that may still finish its range leaves nothing for the next start to find out.
    closers.unshift(() => functions.untilIdle(GRACE_MS));
    closers.unshift(stopEngine);
    // First of all: no delivery may be under way when its target closes.
    closers.unshift(() => bus.stop());
    const resumed = await engine.resume();
    scheduler.start((stateMachineArn, input) => engine.startExecution({ stateMachineArn, input }));
    closers.unshift(() => scheduler.stop());
    const services = ['dynamodb', 's3', 'sesv2', 'states', 'scheduler'] as const;
    const endpoints: Endpoints = {
      smtp: { host: mailIn.host, port: mailIn.port },
      http: http.url,
      mailbox: mailbox.url,
      aws: Object.fromEntries(services.map((name) => [name, gateway.url])) as Endpoints['aws'],
      region: REGION,
      stateMachines: Object.fromEntries(WORKFLOWS.map(({ name }) => [name, workflowArn(name)])),
      mailboxes: addresses,
      apiKey,
      pid: process.pid,
    };
    links = linksOf(endpoints, settings.owners);
    writeEndpoints(folder, endpoints);
    closers.unshift(() => removeEndpoints(folder));
    const { load } = functions;
    const { untilIdle } = bus;
    return { endpoints, engine, dashboard, resumed, load, untilIdle, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What people want to know of a running stack. @param owners who may sign in before there is an event */
export function linksOf(endpoints: Endpoints, owners: string): [string, string][] {
  return [
    ['Dashboard', `${endpoints.http}/dashboard/`],
    ['Sign in there as', owners],
    ['Calendar address', endpoints.mailboxes.calendar],
    ['Mail in (SMTP)', `${endpoints.smtp.host}:${endpoints.smtp.port}`],
    ['Mailbox: every mail that was sent', `${endpoints.mailbox}/`],
    ['HTTP API', `${endpoints.http}/v1/openapi.json`],
    ['AWS endpoint, for the aws command line', endpoints.aws.states],
  ];
}
