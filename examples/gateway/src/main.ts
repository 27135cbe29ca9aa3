import { readFileSync } from 'node:fs';
import { consoleLogger } from '@iotpnp/core';
import { Gateway } from './gateway.js';

// A day in the life of a gateway: two leaves come, measure, one goes, and the gateway ends.
const { DPS_ENDPOINT: endpoint, DPS_ID_SCOPE: idScope, DPS_GROUP_KEY: groupKey } = process.env;
const { DPS_CA_FILE: ca } = process.env;
if (!idScope || !groupKey) throw new Error('set DPS_ID_SCOPE and DPS_GROUP_KEY');

await using gateway = new Gateway({
  dps: {
    idScope,
    groupKey,
    ...(endpoint && { endpoint }),
    ...(ca && { ca: readFileSync(ca, 'utf8') }),
  },
  log: consoleLogger(),
});
for (const id of ['leaf1', 'leaf2']) await gateway.add(id);
gateway.measured('leaf1', 20.5);
gateway.measured('leaf2', 21.5);
await gateway.remove('leaf1');
gateway.measured('leaf2', 22.5);
