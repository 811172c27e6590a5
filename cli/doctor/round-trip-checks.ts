import type { Check } from './check.ts';
import { DELIVERY } from './events-checks.ts';
import type { Facts, LoopFacts } from './facts.ts';
import { fail, judged, pass, skip, type Verdict } from './verdict.ts';

const NOT_WANTED = 'Add --loop to send two mails and see them back.';

const logs = { do: 'Look at the executions: convoke executions, or the Step Functions console.' };

function invitationVerdict(
  { invitation, seconds }: LoopFacts,
  { configurationSet }: Facts,
): Verdict {
  return judged(invitation, ({ run, why, sent, delivered }) => {
    if (run !== 'finished') {
      const isLate = ['queued', 'sending', 'settling'].includes(run);
      const found = `The run is ${run}${isLate ? ` after ${seconds} s` : ''}`;
      return fail(why === undefined ? `${found}.` : `${found}: ${why}`, logs);
    }
    if (sent !== 1) return fail(`The run is finished, and sent ${sent} mails, not 1.`, logs);
    if (delivered === 1) return pass('Sent, and SES told that it was delivered.');
    const set = configurationSet.known ? configurationSet.value : undefined;
    if (set !== undefined && !set.events.includes(DELIVERY)) {
      return pass('Sent. Deliveries are not told: see «event-destination».');
    }
    return fail(`Sent, but SES did not tell within ${seconds} s that it was delivered.`, {
      do: 'Look at «event-destination», at the EventBridge rule and at the queue delivery-events.',
    });
  });
}

function mailVerdict({ mail, seconds }: LoopFacts, { installation }: Facts): Verdict {
  const { calendar } = installation.addresses;
  return judged(mail, ({ isBack, others }) => {
    if (isBack) return pass(`A mail to ${calendar} came in.`);
    if (others.length > 0) {
      return fail(
        `No own mail came back within ${seconds} s; others became ${others.join(', ')}.`,
        { do: 'docs/inbound.md explains each reason.' },
      );
    }
    return fail(`The mail to ${calendar} did not come in within ${seconds} s.`, {
      do: 'Mend «mx» and the checks of receipt rules first; then look at the executions of ingest.',
    });
  });
}

/** What only a try can tell. */
export const ROUND_TRIP_CHECKS: readonly Check[] = [
  {
    id: 'api',
    group: 'Round trip',
    passes: 'The API answers, and takes the key.',
    why: 'The command line, the dashboard and every program go through the API.',
    fails: 'It does not answer, or refuses the key.',
    judge: ({ api }) => {
      if (api === undefined) return skip('Set CONVOKE_API_KEY; the stack tells the address.');
      return api.isWell ? pass('The API answers.') : fail(api.why, { do: api.whatNow });
    },
  },
  {
    id: 'loop-invitation',
    group: 'Round trip',
    passes: 'An invitation to the mailbox simulator of SES was sent, and its delivery came back.',
    why: 'It takes the whole way of an invitation: list, run, SES, event, statistics.',
    fails: 'The run did not finish, or the delivery was not told in time.',
    judge: (facts) =>
      facts.loop === undefined ? skip(NOT_WANTED) : invitationVerdict(facts.loop, facts),
  },
  {
    id: 'loop-mail',
    group: 'Round trip',
    passes: 'A mail to the calendar address came in, and stands in the list of inbound mails.',
    why: 'It takes the whole way in: MX, receipt rule, bucket, event, workflow.',
    fails: 'It did not come in in time.',
    judge: (facts) =>
      facts.loop === undefined ? skip(NOT_WANTED) : mailVerdict(facts.loop, facts),
  },
];
