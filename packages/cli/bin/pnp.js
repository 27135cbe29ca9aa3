#!/usr/bin/env node
// Plain enough for a Node that is too old to be told so.
var version = process.versions.node.split('.').map(Number);
var fits =
  (version[0] === 20 && version[1] >= 19) ||
  (version[0] === 22 && version[1] >= 12) ||
  version[0] > 22;

if (fits) {
  import('../dist/index.js').then(
    function (cli) {
      return cli.main(process); // never rejects: it ends the process
    },
    function (error) {
      console.error(
        'error PNP_NOT_BUILT\n  the pnp command cannot be loaded: ' +
          error.message +
          '\n\n  fix    install @iotpnp/cli again; in its repository, run npm test or npm start once',
      );
      process.exitCode = 1;
    },
  );
} else {
  console.error(
    'error PNP_NODE_VERSION\n  pnp needs Node 20.19 or later, or 22.12 or later; this is ' +
      process.versions.node +
      '\n\n  fix    install a newer Node: https://nodejs.org',
  );
  process.exitCode = 1;
}
