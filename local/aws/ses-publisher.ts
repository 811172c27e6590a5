import type { Bus } from '../bus/bus.ts';
import type { Place } from '../bus/event.ts';
import type { MailStore, SentMail } from '../mailbox/mail-store.ts';
import { sesEvents } from './ses-events.ts';

const PAGE = 500;

/** Puts the events of accepted mails on the bus. */
export type Publisher = Readonly<{
  /** Never fails: what could not be put is put by the next process. */
  publish(mail: SentMail): void;
  /** Puts what an earlier process accepted and did not tell. At least once, as all events. */
  catchUp(): Promise<void>;
  /** Resolves once everything published is on the bus and marked as told. */
  settle(): Promise<void>;
}>;

/**
 * Keeps the mark behind which all events are on the bus: a mail that was accepted in the moment of a
 * kill has its events at the next start.
 */
export function openPublisher(
  place: Place,
  store: Pick<MailStore, 'after' | 'told' | 'setTold'>,
  bus: Pick<Bus, 'put'>,
): Publisher {
  const untold = new Set<number>();
  const pending = new Set<Promise<void>>();
  let highest = store.told();
  let marked = highest;
  let isMarking = false;

  async function mark(): Promise<void> {
    if (isMarking) return;
    isMarking = true;
    try {
      // Insertion order is ascending: the first that is untold bounds what is told.
      for (let upTo = told(); upTo > marked; upTo = told()) {
        await store.setTold(upTo);
        marked = upTo;
      }
    } finally {
      isMarking = false;
    }
  }

  function told(): number {
    const [first] = untold;
    return first === undefined ? highest : first - 1;
  }

  async function put(mail: SentMail): Promise<void> {
    highest = Math.max(highest, mail.seq);
    untold.add(mail.seq);
    // A configuration set is what publishes events: without one, SES tells nothing.
    const events = mail.configurationSet === undefined ? [] : sesEvents(place, mail);
    await Promise.all(events.map((event) => bus.put(event)));
    untold.delete(mail.seq);
    await mark();
  }

  function publish(mail: SentMail): void {
    const tracked: Promise<void> = put(mail).then(
      () => void pending.delete(tracked),
      () => void pending.delete(tracked),
    );
    pending.add(tracked);
  }

  return {
    publish,
    async catchUp() {
      for (
        let page = store.after(marked, PAGE);
        page.length > 0;
        page = store.after(highest, PAGE)
      ) {
        await Promise.all(page.map(put));
      }
    },
    async settle() {
      await Promise.all(pending);
    },
  };
}
