import { Annotations, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { FUNCTIONS } from '../manifest.ts';
import { Api } from './api.ts';
import type { Configuration } from './configuration.ts';
import { environmentOf } from './environment.ts';
import { Events } from './events.ts';
import { Functions } from './functions.ts';
import { InboundMail } from './inbound-mail.ts';
import { Keys } from './keys.ts';
import { OutboundMail } from './outbound-mail.ts';
import { Schedules } from './schedules.ts';
import { Store } from './store.ts';
import { Workflows } from './workflows.ts';

/** What a stack is told: the configuration, and the sentences that go with its defaults. */
export type ConvokeProps = StackProps &
  Readonly<{ configuration: Configuration; warnings?: readonly string[] }>;

/** One installation of Convoke: everything that the manifest describes. */
export class Convoke extends Stack {
  /** @throws InvalidManifest, InvalidWorkflow */
  constructor(scope: Construct, id: string, props: ConvokeProps) {
    super(scope, id, { description: 'Convoke: calendar invitations for mailing lists', ...props });
    const { configuration, warnings = [] } = props;
    for (const warning of warnings) {
      Annotations.of(this).addWarningV2('convoke:placeholder', warning);
    }
    const { domain } = configuration;
    const store = new Store(this, 'Store');
    const { secretArn } = new Keys(this, 'Keys');
    const mail = new OutboundMail(this, 'OutboundMail', { domain });
    new InboundMail(this, 'InboundMail', {
      addresses: mail.addresses,
      bucket: store.buckets.mail,
      domain,
    });
    const api = new Api(this, 'Api');
    const schedules = new Schedules(this, 'Schedules', { functions: FUNCTIONS });
    const resources = { store, secretArn, mail, schedules };
    const functions = new Functions(this, 'Functions', {
      resources,
      environment: environmentOf(
        this,
        resources,
        configuration,
        configuration.publicUrl ?? api.url,
      ),
    });
    api.serve(functions);
    const workflows = new Workflows(this, 'Workflows', { functions, store });
    new Events(this, 'Events', {
      functions,
      workflows,
      store,
      configurationSetName: mail.configurationSetName,
    });
  }
}
