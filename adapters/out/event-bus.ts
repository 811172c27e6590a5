import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { bodyOf, type Fact } from '../../domain/out/fact.ts';
import { busName } from './bus-name.ts';

const client = new EventBridgeClient({});

/** Events that one PutEvents takes. */
const MAX_ENTRIES = 10;

/** The bus did not take every event. */
export class BusRefused extends Error {
  override readonly name = 'BusRefused';
}

/**
 * Puts facts on the installation's bus, where there is one: at least once, no address in them. Rules may hand events to
 * archives, logs and executions that nobody can erase.
 *
 * @throws BusRefused when it did not take all: then all come again
 */
export async function putOnBus(facts: readonly Fact[]): Promise<void> {
  const EventBusName = busName();
  if (EventBusName === undefined) return;
  for (let i = 0; i < facts.length; i += MAX_ENTRIES) {
    const Entries = facts.slice(i, i + MAX_ENTRIES).map((fact) => ({
      EventBusName,
      Source: 'convoke',
      DetailType: fact.type,
      Detail: JSON.stringify({ id: fact.id, ...bodyOf(fact) }),
      Time: new Date(fact.at),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    if (answer.FailedEntryCount) throw new BusRefused(`${answer.FailedEntryCount} events`);
  }
}
