// vue-tsc patches TypeScript's own compiler, which version 7 does not ship as JavaScript: it gets version 6.
require('vue-tsc').run(require.resolve('typescript6/lib/tsc'));
