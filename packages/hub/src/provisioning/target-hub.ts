import type { Credentials } from '../device-identity.js';
import type { HubState } from '../state/hub-state.js';
import type { TwinRecord } from '../state/twins.js';
import type { InitialTwin } from './enrolment.js';

/** What a device is to be at its hub. */
export interface Placement {
  readonly deviceId: string;
  readonly credentials: Credentials;
  readonly iotEdge: boolean;
  /** Of a device the hub does not have yet. */
  readonly initialTwin: InitialTwin;
  /** In place of that, when it moves with its data. */
  readonly twin?: TwinRecord | undefined;
}

/** A hub in this process that devices can be assigned to. */
export interface TargetHub {
  readonly hostName: string;
  /** Whether a host name is this hub's. */
  answersTo(name: string): boolean;
  /**
   * Makes it, or sees to it that it is so.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE,
   *   PNP_HUB_STATE_UNAVAILABLE; nothing has changed then
   */
  place(placement: Placement): void;
  /** The twin of a device it has. */
  twin(deviceId: string): TwinRecord | undefined;
  remove(deviceId: string): void;
}

/** This hub, as its provisioning service and those of others reach it. */
export function targetHub(
  state: HubState,
  hostName: () => string,
  answersTo: (name: string) => boolean,
): TargetHub {
  const { registry, twins } = state;
  return {
    get hostName() {
      return hostName();
    },
    answersTo,
    place({ deviceId, credentials, iotEdge, initialTwin, twin }) {
      state.batches.together(() => {
        // First, since what a configuration desires comes on top of it.
        if (twin !== undefined) twins.put(deviceId, withoutConfiguration(twin));
        else if (registry.find(deviceId) === undefined) {
          state.twinChanges.apply(deviceId, initialTwin, 'merge');
        }
        registry.addDevice(deviceId, credentials, iotEdge ? { iotEdge } : {});
        state.configurations.applyTo(deviceId);
      });
    },
    twin: (deviceId) => (registry.find(deviceId) === undefined ? undefined : twins.get(deviceId)),
    remove: (deviceId) => {
      if (registry.find(deviceId) !== undefined) state.remove(deviceId);
    },
  };
}

/** Those of another hub are none here. */
function withoutConfiguration({ configuration: _configuration, ...twin }: TwinRecord): TwinRecord {
  return twin;
}
