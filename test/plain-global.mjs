import { createRequire } from 'node:module';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** Node's undici, where `adapters/post-http.ts` looks for it: a global that Jest does not hand on to tests. */
const UNDICI = Symbol.for('undici.globalDispatcher.1');

const require = createRequire(import.meta.url);

/**
 * Jest's Node environment with an ordinary global object. Its own is a Proxy behind an interceptor, which
 * every look at `Array` or `Object` goes through.
 */
export default class PlainGlobal extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
  }

  async setup() {
    await super.setup();
    void globalThis.Response;
    this.global[UNDICI] = globalThis[UNDICI];
    this.global[Symbol.for('convoke.require')] = require;
  }
}
