import type { Json } from '@iotpnp/model';
import type { HubEvent } from '../hub-event.js';
import type { LogMessage } from './message-log.js';

/** What a message says, without what the registry knows of its device. */
export type Notice = Omit<LogMessage, 'generationId' | 'authMethod'>;

const JSON_UTF8 = { contentType: 'application/json', contentEncoding: 'utf-8' };

/**
 * The message that back ends get of an event, if it is one they can read of.
 * Source: "IoT Hub message routing", non-telemetry events.
 */
export function noticeOf(event: HubEvent): Notice | undefined {
  const { type } = event;
  switch (type) {
    case 'telemetry': {
      const { deviceId, moduleId, modelId, systemProperties, properties, raw } = event.telemetry;
      const said = { systemProperties, properties, body: raw };
      return { source: 'Telemetry', deviceId, moduleId, modelId, ...said };
    }
    case 'desired':
    case 'reported':
      return {
        source: 'twinChangeEvents',
        ...told(event, 'twinChangeNotification', 'updateTwin'),
        body: json({
          version: event.version,
          properties: { [type]: { ...event.patch, $version: event.version } },
        }),
      };
    case 'connected':
    case 'disconnected': {
      const what = event.moduleId === undefined ? 'device' : 'module';
      const operation = `${what}${type === 'connected' ? 'Connected' : 'Disconnected'}`;
      return {
        source: 'deviceConnectionStateEvents',
        ...told(event, 'deviceConnectionStateNotification', operation),
        body: json({ sequenceNumber: String(event.at.getTime()) }),
      };
    }
    default:
      return undefined;
  }
}

function told(
  { deviceId, moduleId, at }: HubEvent & { readonly deviceId: string; readonly moduleId?: string },
  schema: string,
  operation: string,
): Pick<Notice, 'deviceId' | 'moduleId' | 'systemProperties' | 'properties'> {
  return {
    deviceId,
    moduleId,
    systemProperties: JSON_UTF8,
    properties: {
      deviceId,
      ...(moduleId === undefined ? {} : { moduleId }),
      opType: operation,
      operationTimestamp: at.toISOString(),
      'iothub-message-schema': schema,
    },
  };
}

function json(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value));
}
