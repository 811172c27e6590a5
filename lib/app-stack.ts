import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MAILBOXES, SCHEDULES } from '../manifest.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { Budget } from './budget.ts';
import { type Bundles, FIRST_KEYS } from './bundles.ts';
import type { Configuration } from './configuration.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardSite } from './dashboard-site.ts';
import type { ConvokeData } from './data-stack.ts';
import { environmentOf } from './environment.ts';
import { Events } from './events.ts';
import { Functions } from './functions.ts';
import { InboundMail } from './inbound-mail.ts';
import { FirstKeys } from './keys.ts';
import { nameOf, pascal } from './names.ts';
import { Schedules } from './schedules.ts';
import { Web } from './web.ts';
import { Workflows } from './workflows.ts';

/** What the stateless stack is told. */
export type ConvokeProps = Readonly<{
  configuration: Configuration;
  data: ConvokeData;
  bundles: Bundles;
}>;

/** One installation of Convoke: everything that works on its data, and can be made anew at any time. */
export class Convoke extends Stack {
  /** @throws InvalidManifest, InvalidWorkflow */
  constructor(scope: Construct, props: ConvokeProps) {
    const { configuration, data, bundles } = props;
    super(scope, configuration.name, {
      description: 'Convoke: calendar invitations for mailing lists',
      env: { region: configuration.region },
    });
    const { store, keys, mail } = data;
    const { logDays } = configuration.retention;
    new FirstKeys(this, 'FirstKeys', {
      secretArn: keys.secretArn,
      code: bundles(FIRST_KEYS),
      logDays,
    });
    new InboundMail(this, 'InboundMail', { configuration, bucket: store.buckets.mail });
    const api = new Api(this, 'Api', { logDays, region: configuration.region });
    const site = new DashboardSite(this, 'DashboardSite', { data: store.buckets.data });
    const web = new Web(this, 'Web', { configuration, apiHost: api.host, site });
    const schedules = new Schedules(this, 'Schedules', {
      schedules: SCHEDULES,
      functions: FUNCTIONS,
    });
    const eventBus = configuration.eventBus
      ? new EventBus(this, 'EventBus', { eventBusName: nameOf(this, 'events') })
      : undefined;
    if (eventBus) {
      new CfnOutput(this, 'EventBusName', { value: eventBus.eventBusName });
    }
    const resources = {
      eventBus,
      store,
      secretArn: keys.secretArn,
      edgeSecretArn: web.secretArn,
      configurationSetName: mail.configurationSetName,
      addresses: configuration.addresses,
      schedules,
    };
    const functions = new Functions(this, 'Functions', {
      resources,
      bundles,
      logDays,
      environment: environmentOf(this, resources, configuration, web.url),
    });
    api.serve(functions);
    schedules.call(SCHEDULES, (name) => functions.get(name).functionArn);
    const workflows = new Workflows(this, 'Workflows', { functions, store, logDays });
    const events = new Events(this, 'Events', {
      functions,
      workflows,
      store,
      configurationSetName: mail.configurationSetName,
    });
    const watched = { configuration, workflows, functions, events, api, store };
    const alarms = new Alarms(this, 'Alarms', watched);
    new Dashboard(this, 'Dashboard', { ...watched, alarms });
    if (configuration.budget) new Budget(this, 'Budget', configuration.budget);
    this.tell({
      Domain: configuration.domain,
      ConfigurationSet: mail.configurationSetName,
      MailBucket: store.buckets.mail.bucketName,
      ...Object.fromEntries(
        MAILBOXES.map(({ name }) => [`${pascal(name)}Mailbox`, configuration.addresses[name]]),
      ),
    });
  }

  /** What `convoke doctor` asks for. */
  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [id, value] of Object.entries(outputs)) {
      new CfnOutput(this, `Told${id}`, { value }).overrideLogicalId(id);
    }
  }
}
