import { ApiClient } from '../api-client.ts';
import { CliError } from '../cli-error.ts';
import type { World } from '../world.ts';
import { whatNowOf } from './api-errors.ts';
import { askAws } from './aws-errors.ts';
import type { Asked, LoopFacts } from './facts.ts';
import type { Patient } from './installation.ts';
import { loopMail, postBySmtp } from './loop-mail.ts';

/** SES's address that takes every mail; sending there works in the sandbox too, and costs a mail. */
const SIMULATOR = 'success@simulator.amazonses.com';
const TITLE = 'Loop test of convoke doctor';
const CONSENT = { source: 'none needed: the mailbox simulator of SES' };
const DAY_MS = 86_400_000;

/** Most that each step is waited for, pauses alone; SES's events may be minutes late. */
const LIMIT_SECONDS = 180;
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 3_000;

/** What our own mail becomes (docs/inbound.md): dropped in silence, because of its marker. */
const RECOGNIZED = 'loop';

type Tell = (text: string) => void;

/**
 * Sends both mails at once and waits for their way back, {@link LIMIT_SECONDS} at most for each step.
 *
 * @throws CliError `no_key`
 */
export async function runLoopTest(patient: Patient, world: World, tell: Tell): Promise<LoopFacts> {
  if (patient.api === undefined) {
    const whatNow = 'Set CONVOKE_API_KEY, and name the stack with --stack: it tells the address.';
    throw new CliError('no_key', 'The loop test needs the API and a key to it.', whatNow);
  }
  const api = new ApiClient(patient.api);
  const state = { invitation: 'is being made', mail: 'is being made' };
  const said = (which: keyof typeof state) => (text: string) => {
    state[which] = text;
    tell(`Loop test: invitation ${state.invitation}; mail to us ${state.mail}.`);
  };
  const [invitation, mail] = await Promise.all([
    asked(patient, () => invite(api, world, said('invitation'))),
    asked(patient, () => mailOurselves(patient, api, world, said('mail'))),
  ]);
  return { invitation, mail, seconds: LIMIT_SECONDS };
}

async function asked<T>(patient: Patient, question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { known: true, value: await question() };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const whatNow = whatNowOf(error, patient.installation);
    return { known: false, why: error.message, whatNow };
  }
}

/** Asks until it is done or the time is over, ever more slowly; gives the last answer. */
async function until<T>(
  world: World,
  read: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<T> {
  let waited = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LAST_PAUSE_MS)) {
    const value = await read();
    if (isDone(value) || waited >= LIMIT_SECONDS * 1_000) return value;
    await world.sleep(pause);
    waited += pause;
  }
}

type Invitation = Extract<LoopFacts['invitation'], { known: true }>['value'];

async function invite(api: ApiClient, world: World, tell: Tell): Promise<Invitation> {
  const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const { eventId } = await api.createEvent({ title: TITLE, start: day(1), end: day(2) });
  const { listId, upload } = await api.createList(eventId, {
    fileName: 'loop-test.csv',
    consent: CONSENT,
  });
  await api.upload(upload, new Blob([`email\n${SIMULATOR}\n`]));
  const isRead = (state: string) => state !== 'waiting' && state !== 'reading';
  const list = await until(
    world,
    () => api.readList(listId),
    ({ state }) => isRead(state),
  );
  if (list.state !== 'staged') {
    const why = list.fault?.sentence ?? 'its list was not read in time';
    return { run: `not started: the list is ${list.state}`, why, sent: 0, delivered: 0 };
  }
  tell('is being sent');
  const { runId } = await api.createRun(eventId, listId, `doctor-${listId}`);
  const run = await until(
    world,
    () => api.readRun(runId),
    ({ state }) => !['queued', 'sending', 'settling'].includes(state),
  );
  const why = run.detail ?? run.reason;
  const ended = { run: run.state, ...(why !== undefined && { why }), sent: run.sent };
  if (run.state !== 'finished') return { ...ended, delivered: 0 };
  tell('waits for its delivery');
  const { delivered } = await until(
    world,
    () => api.readStats(eventId),
    (stats) => stats.delivered > 0,
  );
  tell(delivered > 0 ? 'is delivered' : 'is not told to be delivered');
  return { ...ended, delivered };
}

type Mail = Extract<LoopFacts['mail'], { known: true }>['value'];

async function mailOurselves(
  { installation, aws, smtp }: Patient,
  api: ApiClient,
  world: World,
  tell: Tell,
): Promise<Mail> {
  const newest = async () => (await api.listInbound({ limit: '200' })).items;
  const before = new Set((await newest()).map(({ mailId }) => mailId));
  const mail = loopMail(installation, new Date());
  if (smtp === undefined) {
    const sent = await askAws('ses:SendRawEmail', () => aws.sendMail(mail));
    if (!sent.known) throw new CliError('loop_mail', sent.why, sent.whatNow);
  } else {
    await postBySmtp(smtp, mail);
  }
  tell('is on its way');
  const found = await until(
    world,
    async () => (await newest()).filter((each) => isNew(each, before)),
    (mails) => mails.some(({ reason }) => reason === RECOGNIZED),
  );
  const isBack = found.some(({ reason }) => reason === RECOGNIZED);
  tell(isBack ? 'is back' : 'is not back');
  const others = found.map(({ outcome, reason }) => `${outcome} ${reason}`);
  return { isBack, others: isBack ? [] : [...new Set(others)] };
}

const isNew = (
  mail: Readonly<{ mailId: string; mailbox: string; outcome?: string | undefined }>,
  before: ReadonlySet<string>,
): boolean => mail.mailbox === 'calendar' && mail.outcome !== undefined && !before.has(mail.mailId);
