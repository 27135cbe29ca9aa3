import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { HubEvent } from '../hub-event.js';
import type { MessageLogOptions } from '../hub-options.js';
import type { SystemProperties } from '../telemetry-event.js';
import type { EventLog } from './event-log.js';
import { sizeOfMessage } from './message-limits.js';
import { noticeOf } from './notices.js';
import { Partition } from './partition.js';
import type { Registry } from './registry.js';

const PARTITIONS = 4;
const MAX_MESSAGES = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
/** What a message costs beside its texts and its body, about. */
const MESSAGE_COST = 256;
/** And each of its properties: most of what an empty one takes. */
const PROPERTY_COST = 96;

/** Where a message is from, by the names of IoT Hub's `iothub-message-source`. */
export type MessageSource = 'Telemetry' | 'twinChangeEvents' | 'deviceConnectionStateEvents';

/** A message as the Event Hubs-compatible endpoint hands it out. */
export interface LogMessage {
  readonly source: MessageSource;
  readonly deviceId: string;
  readonly moduleId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly generationId: string;
  /** How the device proved who it is, as IoT Hub's JSON. */
  readonly authMethod: string;
  readonly systemProperties: SystemProperties;
  readonly properties: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly registry: Registry;
}

/** @throws PNP_HUB_OPTION_INVALID when a limit is no whole number, or below 0. */
export function checkMessageLog({ maxMessages, maxBytes }: MessageLogOptions = {}): void {
  for (const [name, limit] of Object.entries({ maxMessages, maxBytes })) {
    if (limit === undefined || (Number.isSafeInteger(limit) && limit >= 0)) continue;
    const message = `messageLog.${name} is ${limit}: it is a whole number, 0 or above`;
    throw hubError('PNP_HUB_OPTION_INVALID', message);
  }
}

/** The latest messages of devices, for back ends to read: by partitions, a device's all in one. */
export class MessageLog {
  readonly partitions: readonly Partition<LogMessage>[];
  /** By the hub's clock. */
  readonly createdAt: number;
  readonly #registry: Registry;
  readonly #sources: ReadonlySet<MessageSource>;

  constructor({ clock, log, registry }: Surroundings, options: MessageLogOptions = {}) {
    const { maxMessages = MAX_MESSAGES, maxBytes = MAX_BYTES, also = [] } = options;
    this.partitions = Array.from(
      { length: PARTITIONS },
      () => new Partition<LogMessage>({ maxMessages, maxBytes }),
    );
    this.createdAt = clock.now();
    this.#registry = registry;
    this.#sources = new Set<MessageSource>(['Telemetry', ...also]);
    log.watch((event) => this.#take(event));
  }

  /** The partition of this device's messages. */
  partitionOf(deviceId: string): Partition<LogMessage> | undefined {
    return this.partitions[hash(deviceId) % this.partitions.length];
  }

  #take(event: HubEvent): void {
    const notice = noticeOf(event);
    if (notice === undefined || !this.#sources.has(notice.source)) return;
    const { source, deviceId, moduleId, modelId, systemProperties, properties, body } = notice;
    const target = moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
    const identity = this.#registry.find(target);
    const device = moduleId === undefined ? identity : this.#registry.find(deviceId);
    const type = identity === undefined || identity.authentication === 'sas' ? 'sas' : 'x509';
    const message: LogMessage = {
      source,
      deviceId,
      moduleId,
      modelId,
      systemProperties,
      properties,
      body,
      generationId: device?.generationId ?? '',
      authMethod: AUTH_METHODS[moduleId === undefined ? 'device' : 'module'][type],
    };
    const beside = MESSAGE_COST + PROPERTY_COST * Object.keys(properties).length;
    const bytes = beside + sizeOfMessage({ systemProperties, properties, payload: body });
    this.partitionOf(deviceId)?.append(message, bytes, event.at.getTime());
  }
}

/** Written once, not for each message. */
const AUTH_METHODS = {
  device: { sas: authMethod('device', 'sas'), x509: authMethod('device', 'x509') },
  module: { sas: authMethod('module', 'sas'), x509: authMethod('module', 'x509') },
};

function authMethod(scope: 'device' | 'module', type: 'sas' | 'x509'): string {
  const issuer = type === 'sas' ? 'iothub' : 'external';
  return JSON.stringify({ scope, type, issuer, acceptingIpFilterRule: null });
}

/** FNV-1a over an id, which is ASCII: the same for a device in every run. */
function hash(id: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1)
    value = Math.imul(value ^ id.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
