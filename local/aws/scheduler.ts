import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../bus/clock.ts';
import { readBody, sendError, sendJson } from './answer.ts';
import { dueOf, RefusedSchedule, readName, readSchedule } from './schedule-request.ts';
import { openScheduleStore, type ScheduleStore, type StoredSchedule } from './schedule-store.ts';
import { type CallTarget, type ScheduleTimer, startTimer } from './schedule-timer.ts';

/** The Scheduler's own limit of a target's input is 256 KiB. */
const MAX_REQUEST = 1024 * 1024;
const MAX_PAGE = 100;

/** The embedded EventBridge Scheduler: one-time schedules. */
export type Scheduler = Readonly<{
  handle: RequestListener;
  /** Begins to fire, what fell due while nothing ran at once. */
  start(call: CallTarget): void;
  /** Fires no more; resolves once the calls that are under way are done. */
  stop(): Promise<void>;
  close(): Promise<void>;
}>;

type Named = Pick<StoredSchedule, 'group' | 'name'>;

type Knobs = Readonly<{ folder: string; clock: Clock; groups: readonly string[]; region: string }>;

/** What an operation works with. */
type Request = Readonly<{
  store: ScheduleStore;
  knobs: Knobs;
  url: URL;
  name: string;
  body: Buffer;
}>;

/** Opens the schedules that are kept in `folder`. @throws DataFolderInUse */
export function openScheduler(knobs: Knobs): Scheduler {
  const store = openScheduleStore(knobs.folder);
  let timer: ScheduleTimer | undefined;
  const stop = async (): Promise<void> => timer?.stop();
  return {
    handle: async (req, res) => {
      try {
        sendJson(res, 200, await answer(req, store, knobs));
        timer?.wake();
      } catch (cause) {
        sendFault(res, cause);
      }
    },
    start(call) {
      timer = startTimer(store, knobs.clock, call);
    },
    stop,
    async close() {
      await stop();
      store.close();
    },
  };
}

async function answer(req: IncomingMessage, store: ScheduleStore, knobs: Knobs): Promise<object> {
  const body = await readBody(req, MAX_REQUEST);
  const url = new URL(req.url ?? '/', 'http://127.0.0.1');
  const [, name] = /^\/schedules(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
  const operation = OPERATIONS[`${req.method}${name === undefined ? 's' : ''}`];
  if (!url.pathname.startsWith('/schedules') || operation === undefined) {
    const message = `${req.method} ${url.pathname} is not embedded.`;
    throw new RefusedSchedule(501, 'NotImplementedException', message);
  }
  return operation({ store, knobs, url, body, name: name === undefined ? '' : readName(name) });
}

const OPERATIONS: Readonly<Record<string, (request: Request) => object | Promise<object>>> = {
  POST: create,
  GET: get,
  PUT: update,
  DELETE: remove,
  GETs: list,
};

function missing(what: string): RefusedSchedule {
  return new RefusedSchedule(404, 'ResourceNotFoundException', `${what} does not exist.`);
}

async function create(request: Request): Promise<object> {
  const { store, name } = request;
  const schedule = read(request);
  const before = store.read(schedule.group, name);
  if (before === undefined) return put(request, schedule);
  const token = schedule.body.ClientToken;
  if (token !== undefined && token === before.body.ClientToken) return arnOf(before, request.knobs);
  throw new RefusedSchedule(409, 'ConflictException', `Schedule ${name} already exists.`);
}

function update(request: Request): Promise<object> {
  const schedule = read(request);
  const { created } = existing(request, schedule.group);
  return put(request, { ...schedule, created });
}

/** A schedule as the body of a request has it. @throws RefusedSchedule */
function read({ name, body, knobs }: Request): Omit<StoredSchedule, 'failures'> {
  const schedule = readSchedule(body);
  const group = schedule.GroupName;
  if (!knobs.groups.includes(group)) throw missing(`Schedule group ${group}`);
  const now = knobs.clock.now();
  return { group, name, body: schedule, created: now, changed: now, due: dueOf(schedule) };
}

async function put(
  { store, knobs }: Request,
  schedule: Omit<StoredSchedule, 'failures'>,
): Promise<object> {
  await store.put(schedule, schedule.body.State === 'ENABLED' ? schedule.due : null);
  return arnOf(schedule, knobs);
}

function existing({ store, url, name }: Request, inBody?: string): StoredSchedule {
  const group = inBody ?? url.searchParams.get('groupName') ?? 'default';
  const schedule = store.read(group, name);
  if (schedule === undefined) throw missing(`Schedule ${name}`);
  return schedule;
}

async function remove(request: Request): Promise<object> {
  await request.store.remove(existing(request));
  return {};
}

function get(request: Request): object {
  const schedule = existing(request);
  const { ClientToken: _, ...body } = schedule.body;
  return { ...body, ...described(schedule, request.knobs) };
}

function list({ store, url, knobs }: Request): object {
  const asked = (key: string) => url.searchParams.get(key) ?? '';
  const limit = Math.min(MAX_PAGE, Number(asked('MaxResults') || MAX_PAGE));
  const [group = '', name = ''] = Buffer.from(asked('NextToken'), 'base64url')
    .toString()
    .split('/');
  const fits = (one: StoredSchedule): boolean =>
    one.name.startsWith(asked('NamePrefix')) &&
    ['', one.group].includes(asked('ScheduleGroup')) &&
    ['', one.body.State].includes(asked('State'));
  const page = store.list([group, name], limit);
  const last = page.at(-1);
  const token = last && page.length === limit ? `${last.group}/${last.name}` : '';
  return {
    Schedules: page.filter(fits).map((one) => ({
      ...described(one, knobs),
      State: one.body.State,
      Target: { Arn: one.body.Target.Arn },
    })),
    ...(token !== '' && { NextToken: Buffer.from(token).toString('base64url') }),
  };
}

const described = (schedule: StoredSchedule, knobs: Knobs): object => ({
  Arn: arnText(schedule, knobs),
  Name: schedule.name,
  GroupName: schedule.group,
  CreationDate: schedule.created / 1_000,
  LastModificationDate: schedule.changed / 1_000,
});

const arnText = ({ group, name }: Named, { region }: Knobs): string =>
  `arn:aws:scheduler:${region}:000000000000:schedule/${group}/${name}`;

const arnOf = (schedule: Named, knobs: Knobs) => ({ ScheduleArn: arnText(schedule, knobs) });

function sendFault(res: ServerResponse, cause: unknown): void {
  if (res.headersSent || res.destroyed) return;
  if (cause instanceof RefusedSchedule) {
    const { status, name, message } = cause.fault;
    sendError(res, status, name, message);
    return;
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  sendError(res, 500, 'InternalServerException', message);
}
