import type { Json, JsonObject } from '@iotpnp/core';
import type { FakeClock } from '../fake-clock.js';
import { MemoryDevice } from '../memory/memory-device.js';
import { isObject } from '../memory/merge-patch.js';
import { passUntil } from './pass-until.js';

/** How a device answers for a writable property (IoT Plug and Play conventions, acknowledgment responses). */
export interface Acknowledgment {
  /** The value in force. */
  readonly value: Json;
  /** As an HTTP status: 200 applied, 400 refused, 500 failed. */
  readonly ac: number;
  /** The `$version` of the desired document it answers; 0 when the device set the value itself. */
  readonly av: number;
  readonly ad?: string;
}

/** Telemetry values by name. */
export type TelemetryValues = Readonly<Record<string, Json>>;

/** A device's hub that waits for what the device does, while virtual time passes by itself. */
export class AppHub extends MemoryDevice {
  readonly #clock: FakeClock;
  /** The `$version` at which a path was desired last. */
  readonly #desiredAt = new Map<string, number>();
  /** How far into all messages a component's were looked through. */
  readonly #looked = new Map<string | undefined, number>();

  constructor(clock: FakeClock, target?: string) {
    super(target);
    this.#clock = clock;
  }

  override desire(patch: JsonObject): number {
    const version = super.desire(patch);
    for (const path of pathsOf(patch)) this.#desiredAt.set(path, version);
    return version;
  }

  /**
   * The final answer (not 202) to the value desired last of a property, or of a component's property.
   * Without one desired: what the device reported of itself.
   * @throws {PnpError} `PNP_TEST_NOT_SEEN`, with what is reported instead.
   */
  ackOf(
    ...path: [property: string] | [component: string, property: string]
  ): Promise<Acknowledgment> {
    const [key, inner] = path;
    const version = this.#desiredAt.get(path.join('/')) ?? 0;
    const find = () => {
      const outer = this.reported[key];
      return inner === undefined ? outer : isObject(outer) ? outer[inner] : undefined;
    };
    return passUntil(this.#clock, {
      look: () => {
        const ack = acknowledgment(find());
        return ack && ack.ac !== 202 && (version === 0 || ack.av >= version) ? ack : undefined;
      },
      what: `an acknowledgment of ${path.join('.')}${version === 0 ? '' : ` at version ${version}`}`,
      instead: () => `reported is ${JSON.stringify(find() ?? this.reported)}`,
    });
  }

  /**
   * The values of the next message of a component (of the default component without one) that was not handed out yet.
   * @throws {PnpError} `PNP_TEST_NOT_SEEN`, with how many messages came from whom.
   */
  async nextTelemetry(component?: string): Promise<TelemetryValues> {
    return passUntil(this.#clock, {
      look: () => this.#next(component),
      what: `telemetry ${component === undefined ? 'of the default component' : `of ${component}`}`,
      instead: () => `received: ${this.#received()}`,
    });
  }

  /** What was looked at once is not looked at again: a test may wait in vain for a day of messages. */
  #next(component: string | undefined): TelemetryValues | undefined {
    let at = this.#looked.get(component) ?? 0;
    while (at < this.telemetry.length && this.telemetry[at]?.component !== component) at++;
    const message = this.telemetry[at];
    this.#looked.set(component, message ? at + 1 : at);
    return message && (JSON.parse(message.body) as TelemetryValues);
  }

  #received(): string {
    const { length } = this.telemetry;
    const last = this.telemetry.slice(-3).map(({ component, body }) => {
      return `${component ?? '(default)'} ${body}`;
    });
    return length === 0 ? 'nothing' : `${length}, the last ${last.join(', ')}`;
  }
}

function acknowledgment(value: Json | undefined): Acknowledgment | undefined {
  if (!isObject(value)) return undefined;
  const { ac, av } = value;
  if (typeof ac !== 'number' || typeof av !== 'number') return undefined;
  return value as unknown as Acknowledgment;
}

/** What a patch names: `targetTemperature`, `thermostat1`, `thermostat1/targetTemperature`. */
function pathsOf(patch: JsonObject): string[] {
  return Object.entries(patch).flatMap(([key, value]) =>
    isObject(value) ? [key, ...Object.keys(value).map((inner) => `${key}/${inner}`)] : [key],
  );
}
