import { createRequire } from 'node:module';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const requireOfJest = createRequire(require.resolve('jest-environment-node'));
const { ModernFakeTimers } = requireOfJest('@jest/fake-timers');
const { ModuleMocker } = requireOfJest('jest-mock');

/** Stands for the context that the process began with: `node:vm` means it where none is named, Jest wants a name. */
const MAIN = {};

const inMain = (options) => {
  if (options?.context === MAIN) return { ...options, context: undefined };
  return options?.parsingContext === MAIN ? { ...options, parsingContext: undefined } : options;
};

for (const name of ['SourceTextModule', 'SyntheticModule']) {
  vm[name] = new Proxy(vm[name], {
    construct: (target, args, self) =>
      Reflect.construct(target, [...args.slice(0, -1), inMain(args.at(-1))], self),
  });
}
const { compileFunction } = vm;
vm.compileFunction = (code, names, options) => compileFunction(code, names, inMain(options));

/** Prototypes of the SDK's clients: tests put a `send` of their own there, which hides the one that they inherit. */
const clients = new Set();
/** Whom they inherit from, and the `send` that is there: a test may count all that is sent. */
const bases = new Map();
const inheritsSend = (value) =>
  typeof value === 'function' &&
  typeof value.prototype?.send === 'function' &&
  !Object.hasOwn(value.prototype, 'send');

const ownerOfSend = (prototype) =>
  Object.hasOwn(prototype, 'send') ? prototype : ownerOfSend(Object.getPrototypeOf(prototype));

// What test files find, beside what Node gives.
globalThis.global = globalThis;
globalThis[Symbol.for('convoke.require')] = (path) => {
  const module = require(path);
  for (const value of Object.values(module)) {
    if (!inheritsSend(value) || clients.has(value.prototype)) continue;
    clients.add(value.prototype);
    const base = ownerOfSend(value.prototype);
    if (!bases.has(base)) bases.set(base, base.send);
  }
  return module;
};
globalThis[Symbol.for('jest-native-now')] = Date.now.bind(Date);
Error.stackTraceLimit = 100;
// The first look makes the dispatcher, which `adapters/post-http.ts` looks for.
void globalThis.Response;

/** Objects that test files put their own functions into. */
const SHARED = [
  ...[globalThis, Date, Math, JSON, Promise, Object.prototype, Array.prototype],
  ...[process, process.stdout, process.stderr, console],
];

/** CDK's tokens live as long as CDK does. The fields of a stream are its own affair. */
const isOurs = (object, key, value) =>
  key !== '__cdkTokenMap' && (typeof value === 'function' || !('emit' in object));

const asTheyWere = SHARED.map((object) => [object, Object.getOwnPropertyDescriptors(object)]);

function putBack([object, before]) {
  const now = Object.getOwnPropertyDescriptors(object);
  for (const key of Reflect.ownKeys(now)) {
    const isNew = !Object.hasOwn(before, key);
    if (isNew && isOurs(object, key, now[key].value)) Reflect.deleteProperty(object, key);
  }
  for (const key of Reflect.ownKeys(before)) {
    const { value, get } = now[key] ?? {};
    if (value === before[key].value && get === before[key].get) continue;
    if (isOurs(object, key, before[key].value)) Reflect.defineProperty(object, key, before[key]);
  }
}

/**
 * A Jest environment without a context of its own: a package that Node has loaded once serves every test file of a worker
 * (`native-module.mjs`), and its arrays and errors are those of the tests. What a file changes of what all share is put
 * back behind it.
 */
export default class OneContext {
  #variables = { ...process.env };
  global = globalThis;
  context = MAIN;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  /** Before Jest looks how late it is. */
  handleTestEvent({ name }) {
    if (name !== 'run_finish') return;
    this.fakeTimersModern.useRealTimers();
    this.moduleMocker.restoreAllMocks();
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    asTheyWere.forEach(putBack);
    for (const name of Object.keys(process.env)) {
      if (!Object.hasOwn(this.#variables, name)) delete process.env[name];
    }
    Object.assign(process.env, this.#variables);
    for (const client of clients) delete client.send;
    for (const [base, send] of bases) base.send = send;
    this.context = null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.context;
  }
}
