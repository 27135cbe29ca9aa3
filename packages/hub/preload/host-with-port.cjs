'use strict';

/*
 * For `node --require @iotpnp/hub/preload`: Microsoft's service clients give `https.request` the
 * HostName of their connection string as `host`. One with a port, `localhost:18883`, would be looked up
 * as a name; here it is split, so that these clients, unmodified, reach a hub on any port.
 */
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const HOST_WITH_PORT = /^([^:]+|\[[^\]]+\]):(\d{1,5})$/u;

function split(argument) {
  if (typeof argument !== 'object' || argument === null || argument instanceof URL) return argument;
  const [, host, port] = HOST_WITH_PORT.exec(argument.hostname ?? argument.host ?? '') ?? [];
  return host === undefined ? argument : { ...argument, host, hostname: host, port: Number(port) };
}

for (const method of ['request', 'get']) {
  const original = https[method];
  https[method] = (...given) => original(...given.map(split));
}
syncBuiltinESMExports();
