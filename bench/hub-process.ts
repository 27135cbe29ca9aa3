// A hub in a process of its own, so that its work is not counted as the devices'. Prints what devices need; ends with its stdin.
import { startHub } from '@iotpnp/hub';

const hub = await startHub({ port: 0 });
const ids = process.argv.slice(2);
for (const id of ids) await hub.addDevice(id);
const devices = ids.map((id) => hub.connectionString(id));
console.log(JSON.stringify({ ca: hub.ca, devices }));
process.stdin.resume().on('end', () => void hub.close());
