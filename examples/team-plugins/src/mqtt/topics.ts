import type { TelemetryMessage } from '@iotpnp/core';

/** Who a device is and whether it is there: retained `{"online":true,"modelId":"dtmi:..."}`. */
export const statusTopic = (device: string) => `acme/${device}/status`;
/** Requests `{"name":"component*command","payload":...}`, each under an id of its own. */
export const commandsTopic = (device: string) => `acme/${device}/commands/`;
/** Answers `{"status":200,"payload":...}`, under the id of the request. */
export const responsesTopic = (device: string) => `acme/${device}/responses/`;

export function telemetryTopic(device: string, component: string | undefined): string {
  return ['acme', device, 'telemetry', ...(component === undefined ? [] : [component])].join('/');
}

/** `{"at":"2026-01-01T00:00:00.000Z","properties":{},"values":{"temperature":21}}`: the values as core has encoded them. */
export function telemetryPayload({ body, properties, createdAt }: TelemetryMessage): string {
  return `${head(createdAt.toISOString(), ofTheApp(properties))},"values":${body}}`;
}

/** The reverse: what a back end reads. */
export function readTelemetry(payload: string) {
  const { at, properties } = JSON.parse(payload) as {
    readonly at: string;
    readonly properties: Readonly<Record<string, string>>;
  };
  const start = head(at, properties).length + ',"values":'.length;
  return { createdAt: new Date(at), properties, body: payload.slice(start, -1) };
}

/** The convention's own begin with `$.`; what they say is in the topic. */
function ofTheApp(properties: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith('$.')));
}

function head(at: string, properties: Readonly<Record<string, string>>): string {
  return JSON.stringify({ at, properties }).slice(0, -1);
}
