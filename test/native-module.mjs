import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const NAME = "globalThis[Symbol.for('convoke.require')]";

/** An ES module says its names before it runs: it is loaded to learn them. */
function esmOf(loaded, module) {
  const names = Object.keys(module).filter((name) => !['default', 'module.exports'].includes(name));
  const exported = names.map(
    (name, at) => `const e${at} = m[${JSON.stringify(name)}];\nexport { e${at} as ${name} };`,
  );
  return [`const m = ${loaded};`, ...exported, 'export default m.default;'].join('\n');
}

/** A Jest transform: the file becomes the module that Node itself loaded, once for all test files of a worker. */
const process = (_source, path, { supportsStaticESM }) => {
  const loaded = `${NAME}(${JSON.stringify(path)})`;
  const module = supportsStaticESM ? require(path) : undefined;
  const isEsm = module?.[Symbol.toStringTag] === 'Module';
  return { code: isEsm ? esmOf(loaded, module) : `module.exports = ${loaded};` };
};

export default { process, processAsync: async (...args) => process(...args) };
