'use strict';

/*
 * For `node --require @iotpnp/hub/preload`, so that Microsoft's clients, unmodified, reach a hub on any port.
 * Over HTTPS its service clients give `https.request` the HostName of their connection string as `host`. One
 * with a port, `localhost:18883`, would be looked up as a name; here it is split. Over WebSockets all of them
 * write `:443` behind it; of two ports, which are no URL otherwise, the first is meant.
 */
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');
const url = require('node:url');

const HOST_WITH_PORT = /^([^:]+|\[[^\]]+\]):(\d{1,5})$/u;
const TWO_PORTS = /^(wss:\/\/(?:[^/?#:]+|\[[^\]]+\]):\d{1,5}):443(?=[/?#]|$)/iu;

function split(argument) {
  if (typeof argument !== 'object' || argument === null || argument instanceof URL) return argument;
  const [, host, port] = HOST_WITH_PORT.exec(argument.hostname ?? argument.host ?? '') ?? [];
  return host === undefined ? argument : { ...argument, host, hostname: host, port: Number(port) };
}

function withOnePort(address) {
  return typeof address === 'string' ? address.replace(TWO_PORTS, '$1') : address;
}

for (const method of ['request', 'get']) {
  const original = https[method];
  https[method] = (...given) => original(...given.map(split));
}

// `mqtt` reads its address by this, `ws` by the class; what asks `instanceof` gets the same answer as before
const { parse } = url;
url.parse = (address, ...given) => parse(withOnePort(address), ...given);
url.URL = new Proxy(url.URL, {
  construct: (target, [address, ...given], made) =>
    Reflect.construct(target, [withOnePort(address), ...given], made),
});
syncBuiltinESMExports();
