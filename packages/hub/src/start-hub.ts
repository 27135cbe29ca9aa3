import { systemHubClock } from './clock.js';
import type { HubOptions } from './hub-options.js';
import type { Hub } from './hub.js';
import { httpProtocol } from './http/http-protocol.js';
import { deviceGate } from './mqtt/device-gate.js';
import { mqttProtocol } from './mqtt/mqtt-protocol.js';
import { RunningHub } from './running-hub.js';
import { HubState } from './state/hub-state.js';
import { noJournal } from './state/journal.js';
import { folderJournal } from './store/folder-journal.js';
import { folderStore } from './store/folder-store.js';
import { memoryStore } from './store/hub-store.js';
import { CA_FILE, certificatesFor } from './tls/certificates.js';
import { FrontDoor } from './tls/front-door.js';
import { hostAndPort, isOneOf, serverNames } from './tls/server-names.js';
import { mqttWebSocket } from './websocket/mqtt-web-socket.js';
import { webSockets } from './websocket/web-sockets.js';

const LOOPBACK = '127.0.0.1';
/** Python's and C's official clients dial it whatever the connection string says. */
const DEFAULT_PORT = 8883;

/**
 * Starts an IoT Hub in this process, for devices on this machine.
 * @throws PNP_HUB_PORT_TAKEN, PNP_HUB_PORT_DENIED, PNP_HUB_ADDRESS_UNAVAILABLE, PNP_HUB_LISTEN_FAILED,
 *   PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE, or the signal's reason
 */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  const { host = LOOPBACK, port = DEFAULT_PORT, clock = systemHubClock, signal } = options;
  signal?.throwIfAborted();
  const hosts = typeof host === 'string' ? [host] : host;
  const store = options.dataDir === undefined ? memoryStore() : folderStore(options.dataDir);
  const names = serverNames(hosts, options.hostName);
  // Certificates are judged by the machine's clock on the other side, so they are made by it.
  const certificates = await certificatesFor(store, names.all, new Date());
  const journal = options.dataDir === undefined ? undefined : await folderJournal(options.dataDir);
  const closeJournal = async (): Promise<void> => journal?.close();
  try {
    const state = new HubState(clock, journal ?? noJournal, options.tier);
    const isOurs = (written: string): boolean => isOneOf(names, door.ports, written);
    const hostName = (): string => hostAndPort(names.preferred, door.port);
    const mqtt = { clock, gates: [deviceGate(state, isOurs)] };
    const upgrade = webSockets([mqttWebSocket(mqtt)]);
    const protocols = [mqttProtocol(mqtt), httpProtocol({ state, isOurs, hostName }, upgrade)];
    const ports = [port, ...(options.alsoPorts ?? [])];
    const door: FrontDoor = await FrontDoor.open({ hosts, ports, certificates, clock, protocols });
    const hub = new RunningHub({
      place: {
        host: hosts[0] ?? LOOPBACK,
        hostName: hostName(),
        ca: certificates.ca,
        caFile: store.fileOf(CA_FILE),
      },
      state,
      closeJournal,
      door,
      signal,
    });
    if (signal?.aborted === true) {
      await hub.close();
      signal.throwIfAborted();
    }
    return hub;
  } catch (error) {
    await closeJournal();
    throw error;
  }
}
