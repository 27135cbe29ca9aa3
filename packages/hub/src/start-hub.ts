import { amqpProtocol, amqpWebSocket } from './amqp/amqp-protocol.js';
import { PartitionOwners } from './amqp/partition-owners.js';
import { checkHubOptions } from './check-hub-options.js';
import { systemHubClock } from './clock.js';
import type { HubOptions } from './hub-options.js';
import type { Hub } from './hub.js';
import { httpProtocol } from './http/http-protocol.js';
import { httpRoutes } from './http-routes.js';
import { deviceGate } from './mqtt/device-gate.js';
import { mqttProtocol } from './mqtt/mqtt-protocol.js';
import { Provisioning } from './provisioning/provisioning.js';
import { provisioningGate } from './provisioning/provisioning-gate.js';
import { targetHub } from './provisioning/target-hub.js';
import { RunningHub } from './running-hub.js';
import { HubState } from './state/hub-state.js';
import { checkMessageLog } from './state/message-log.js';
import { openData } from './store/data-folder.js';
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
 *   PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_LOCKED, PNP_HUB_STATE_UNAVAILABLE, PNP_HUB_OPTION_INVALID, or the
 *   signal's reason
 */
export async function startHub(options: HubOptions = {}): Promise<Hub> {
  checkHubOptions(options);
  const { host = LOOPBACK, port = DEFAULT_PORT, clock = systemHubClock, signal } = options;
  signal?.throwIfAborted();
  checkMessageLog(options.messageLog);
  const hosts = typeof host === 'string' ? [host] : host;
  const names = serverNames(hosts, options.hostName);
  const data = await openData(options.dataDir);
  let core: HubState | undefined;
  try {
    // Certificates are judged by the machine's clock on the other side, so they are made by it.
    const certificates = await certificatesFor(data.store, names.all, new Date());
    const state = new HubState(clock, data.journal, options);
    core = state;
    const isOurs = (written: string): boolean => isOneOf(names, door.ports, written);
    const hostName = (): string => hostAndPort(names.preferred, door.port);
    const here = targetHub(state, hostName, isOurs);
    const provisioning = new Provisioning({ state, here });
    const gates = [provisioningGate(provisioning, isOurs), deviceGate(state, isOurs)];
    const mqtt = { clock, gates };
    const amqp = { state, isOurs, hostName, owners: new PartitionOwners() };
    const upgrade = webSockets([mqttWebSocket(mqtt), amqpWebSocket(amqp)]);
    // Nobody waits for a restart that a tool asked for; a hub that cannot listen again is none any more.
    const restart = (sessions: 'keep' | 'lose'): void =>
      void hub.restart({ sessions }).catch(() => hub.close());
    const routes = httpRoutes({ state, isOurs, hostName, restart }, provisioning);
    const protocols = [
      mqttProtocol(mqtt),
      amqpProtocol(amqp),
      httpProtocol({ clock, routes }, upgrade),
    ];
    const ports = [port, ...(options.alsoPorts ?? [])];
    const door: FrontDoor = await FrontDoor.open({ hosts, ports, certificates, clock, protocols });
    const hub: RunningHub = new RunningHub({
      place: {
        host: hosts[0] ?? LOOPBACK,
        hostName: hostName(),
        ca: certificates.ca,
        caFile: data.store.fileOf(CA_FILE),
      },
      state,
      provisioning,
      closeData: data.close,
      door,
      signal,
    });
    if (signal?.aborted === true) {
      await hub.close();
      signal.throwIfAborted();
    }
    return hub;
  } catch (error) {
    core?.close();
    await data.close();
    throw error;
  }
}
