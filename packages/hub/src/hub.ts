import type { Json, JsonObject } from '@iotpnp/model';
import type { DeviceIdentity } from './device-identity.js';
import type { FeedbackRecord } from './feedback-record.js';
import type { HubEvent } from './hub-event.js';
import type { HubFaults } from './hub-faults.js';
import type {
  AddDeviceOptions,
  EventsOptions,
  InvokeOptions,
  MessageOptions,
  RestartOptions,
  SendToDeviceOptions,
  TelemetryOptions,
} from './hub-options.js';
import type { Dps } from './provisioning/dps.js';
import type { MethodResponse } from './state/device-link.js';
import type { TelemetryEvent } from './telemetry-event.js';
import type { Twin } from './twin.js';

/**
 * A running hub. A `target` is a device, `dev1`, or a module of it, `dev1/mod1`. With a `tier`, what
 * IoT Hub throttles throws PNP_HUB_TOO_MANY_REQUESTS and PNP_HUB_QUOTA_EXCEEDED too.
 */
export interface Hub extends AsyncDisposable {
  /** The address it listens on. */
  readonly host: string;
  readonly port: number;
  /** What goes into `HostName=`: `localhost:8883`. */
  readonly hostName: string;
  /** The certificate of the authority devices must trust, as PEM. */
  readonly ca: string;
  /** The file of {@link ca}, when there is a data folder. */
  readonly caFile: string | undefined;
  /** Bad days on demand, for tests. */
  readonly faults: HubFaults;
  /** The device provisioning service at the same address. */
  readonly dps: Dps;

  /**
   * Adds a device. An existing one is returned as it is, unless another key is asked for.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  addDevice(deviceId: string, options?: AddDeviceOptions): Promise<DeviceIdentity>;
  /**
   * Removes a device with its twin and its modules, and ends their connections.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_STATE_UNAVAILABLE
   */
  removeDevice(deviceId: string): Promise<void>;
  /**
   * Adds a module, `dev1/mod1`, to a device there is. An existing one is returned as it is,
   * unless another key is asked for.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID,
   *   PNP_HUB_STATE_UNAVAILABLE
   */
  addModule(target: string, options?: AddDeviceOptions): Promise<DeviceIdentity>;
  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_STATE_UNAVAILABLE */
  removeModule(target: string): Promise<void>;
  /**
   * A disabled device loses its connection and is refused, and so are its modules.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_STATE_UNAVAILABLE
   */
  setEnabled(deviceId: string, enabled: boolean): Promise<void>;
  /**
   * Takes the certificates an authority signs, or an intermediate of it, from devices with
   * `x509: 'ca'`. Returns the SHA-256 of its own.
   * @throws PNP_HUB_CERTIFICATE_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  addAuthority(pem: string): Promise<string>;
  /** Takes them no more; who is connected stays. @throws PNP_HUB_STATE_UNAVAILABLE */
  removeAuthority(thumbprint: string): Promise<void>;
  /** Everything a device or module needs, a secret included. @throws PNP_HUB_DEVICE_UNKNOWN */
  connectionString(target: string): string;
  /** Everything a back end needs, as the policy `iothubowner`: a secret that may do all. */
  readonly serviceConnectionString: string;
  /**
   * What readers of telemetry need, such as Microsoft's `EventHubConsumerClient`: the Event Hubs-compatible
   * endpoint, as the policy `iothubowner`. A secret that may do all.
   */
  readonly eventHubConnectionString: string;

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  twin(target: string): Twin;
  /**
   * Merges a patch (RFC 7396) into the desired section, tells the target if it listens, and
   * returns the section's new `$version`.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_PAYLOAD_INVALID
   */
  desire(target: string, patch: JsonObject): number;
  /**
   * Invokes a method (a command: `name` or `component*name`) and waits for the answer.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_OFFLINE, PNP_HUB_DEVICE_LINK_LOST,
   *   PNP_HUB_METHOD_NAME_INVALID, PNP_HUB_METHOD_TIMEOUT, PNP_HUB_METHOD_TIMEOUT_INVALID,
   *   PNP_HUB_METHOD_RESPONSE_INVALID, PNP_HUB_PAYLOAD_INVALID, PNP_HUB_PAYLOAD_TOO_LARGE
   */
  invoke(
    target: string,
    name: string,
    payload?: Json,
    options?: InvokeOptions,
  ): Promise<MethodResponse>;

  /**
   * Sends a cloud-to-device message: it waits until the device listens, is sent again on each
   * reconnect until the device acknowledges it, and expires (see `events`). Returns its id.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_MESSAGE_INVALID,
   *   PNP_HUB_MESSAGE_QUEUE_FULL, PNP_HUB_PAYLOAD_TOO_LARGE
   */
  sendToDevice(deviceId: string, body: string | Uint8Array, options?: SendToDeviceOptions): string;
  /**
   * Sends a message to an input of a module that listens; from then on like a cloud-to-device
   * message. Returns its id.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_DEVICE_OFFLINE,
   *   PNP_HUB_MESSAGE_INVALID, PNP_HUB_MESSAGE_QUEUE_FULL, PNP_HUB_PAYLOAD_TOO_LARGE
   */
  sendToInput(
    target: string,
    inputName: string,
    body: string | Uint8Array,
    options?: MessageOptions,
  ): string;
  /**
   * How many messages to a device, or to inputs of a module, wait or are not acknowledged.
   * @throws PNP_HUB_DEVICE_UNKNOWN
   */
  pendingMessages(target: string): number;

  /**
   * A copy of a file that a device has uploaded, by the name it gave; `undefined` when there is none.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT
   */
  file(deviceId: string, name: string): Buffer | undefined;

  /** Telemetry from the moment of the call on. @throws PNP_HUB_READER_TOO_SLOW while iterating */
  telemetry(options?: TelemetryOptions): AsyncIterableIterator<TelemetryEvent>;
  /**
   * What became of cloud-to-device messages whose `ack` asks for it, from the moment of the call on.
   * Back ends on AMQP get the same, whoever reads here.
   * @throws PNP_HUB_READER_TOO_SLOW while iterating
   */
  feedback(options?: EventsOptions): AsyncIterableIterator<FeedbackRecord>;
  /** All that happens from the moment of the call on. @throws PNP_HUB_READER_TOO_SLOW while iterating */
  events(options?: EventsOptions): AsyncIterableIterator<HubEvent>;
  /** Cuts the target's connection from the hub's side, if it has one. */
  disconnect(target: string): void;
  /**
   * Drops every connection without a goodbye, closes the port and listens at it again. Twins, keys,
   * messages and files stay, iterators go on.
   * @throws PNP_HUB_PORT_TAKEN, PNP_HUB_LISTEN_FAILED
   */
  restart(options: RestartOptions): Promise<void>;
  /**
   * Removes a device (with its modules) or a module and makes it again with the same keys: its
   * connection has ended, its twin is empty at `$version` 1, its session, messages and files are gone.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE
   */
  recreate(target: string): Promise<void>;
  /** Ends every connection and iterator and frees the port. Calling it again is harmless. */
  close(): Promise<void>;
}
