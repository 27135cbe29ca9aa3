import type { Hub, HubEvent, TelemetryEvent } from '@iotpnp/hub';
import type { JsonObject } from '@iotpnp/core';
import type { Announcement, ReceivedTelemetry } from '@iotpnp/testkit';

/** What a hub has seen, kept in order; it fills while the hub runs. */
export interface HubRecord {
  readonly connects: readonly Announcement[];
  readonly telemetry: readonly ReceivedTelemetry[];
  readonly reports: readonly JsonObject[];
  /** Ids of cloud-to-device messages the device has completed. */
  readonly taken: readonly string[];
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  /** Calls `listener` at the next event of a type, before anything else can happen. */
  atNext(type: HubEvent['type'], listener: () => void): void;
  /** Resolves when the hub has closed. */
  readonly ended: Promise<void>;
}

export function recordOf(hub: Hub): HubRecord {
  const connects: Announcement[] = [];
  const telemetry: ReceivedTelemetry[] = [];
  const reports: JsonObject[] = [];
  const taken: string[] = [];
  const files: { name: string; content: Uint8Array }[] = [];
  const waiting: { readonly type: HubEvent['type']; readonly listener: () => void }[] = [];
  const take = (event: HubEvent) => {
    if (event.type === 'connected') {
      const { deviceId, moduleId, modelId } = event;
      const module = moduleId !== undefined && { moduleId };
      connects.push({ deviceId, ...module, ...(modelId !== undefined && { modelId }) });
    } else if (event.type === 'telemetry') telemetry.push(received(event.telemetry));
    else if (event.type === 'reported') reports.push(event.patch);
    else if (event.type === 'message-completed') taken.push(event.messageId);
    else if (event.type === 'file-uploaded' && event.success) {
      const content = hub.file(event.deviceId, event.name) as Uint8Array; // it is there: just now
      files.push({ name: event.name, content });
    }
    for (const each of waiting.filter(({ type }) => type === event.type)) {
      waiting.splice(waiting.indexOf(each), 1);
      each.listener();
    }
  };
  const read = async () => {
    for await (const event of hub.events()) take(event);
  };
  return {
    connects,
    telemetry,
    reports,
    taken,
    files,
    atNext: (type, listener) => void waiting.push({ type, listener }),
    ended: read(),
  };
}

function received(event: TelemetryEvent): ReceivedTelemetry {
  const { component, body, raw, contentType, contentEncoding, properties, createdAt } = event;
  return {
    component,
    output: event.systemProperties.outputName,
    body: body ?? null,
    text: raw.toString('utf8'),
    contentType,
    contentEncoding,
    properties,
    createdAt,
  };
}
