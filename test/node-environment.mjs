import { TestEnvironment } from 'jest-environment-node';

/** Node's undici, where `adapters/post-http.ts` looks for it: a global that Jest does not hand on to tests. */
const UNDICI = Symbol.for('undici.globalDispatcher.1');

/** Jest's environment of Node, with the one global that it leaves out and we use. */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    void globalThis.Response;
    this.global[UNDICI] = globalThis[UNDICI];
  }
}
