/** A Jest transform: the file becomes the module that Node itself loaded, once for all test files of a worker. */
const process = (_source, path) => ({
  code: `module.exports = globalThis[Symbol.for('convoke.require')](${JSON.stringify(path)});`,
});

export default { process };
