import type { Logger } from '@iotpnp/core';
import type { Hub, HubEvent } from '@iotpnp/hub';

export interface HubLogOptions {
  /** Whether each line has to say which device it is of. */
  readonly severalDevices?: boolean;
}

/**
 * Tells what the embedded hub received, until it is closed. This is the other end of the wire, on a
 * developer's machine: payloads are shown, which the device's own log never does.
 */
export async function logHubEvents(
  hub: Hub,
  log: Logger,
  { severalDevices = false }: HubLogOptions = {},
): Promise<void> {
  for await (const event of hub.events()) logEvent(event, log, severalDevices);
}

function logEvent(event: HubEvent, log: Logger, severalDevices: boolean): void {
  const device = severalDevices && deviceOf(event);
  switch (event.type) {
    case 'connected':
      return log.info('hub connected', { deviceId: event.deviceId, modelId: event.modelId });
    case 'telemetry': {
      const { component, body, raw } = event.telemetry;
      const text = raw.toString();
      // a number that JavaScript rounds is shown as it was sent
      const payload = JSON.stringify(body) === text ? body : text;
      // no component has such a name: the default one is told apart
      return log.info('hub telemetry', {
        ...device,
        component: component ?? '(default)',
        payload,
      });
    }
    case 'reported':
      return log.info('hub reported', { ...device, payload: event.patch });
    case 'desired':
      return log.info('hub desired', { ...device, version: event.version, payload: event.patch });
    case 'refused':
      return log.warn('hub refused', { deviceId: event.deviceId, reason: event.reason });
    case 'report-refused':
      return log.warn('hub refused a report', { ...device, detail: event.detail });
    case 'disconnected':
      return log.info('hub disconnected', { deviceId: event.deviceId, reason: event.reason });
    case 'file-uploaded': {
      const { name, size, success } = event;
      return log.info('hub file', { deviceId: event.deviceId, name, size, success });
    }
    default:
      return log.debug(`hub ${event.type}`, { deviceId: event.deviceId });
  }
}

/** As a person writes it: `dev1/mod1`. */
function deviceOf(event: HubEvent): { readonly deviceId?: string | undefined } {
  const { deviceId, moduleId } = event as { deviceId?: string; moduleId?: string };
  return { deviceId: moduleId === undefined ? deviceId : `${deviceId}/${moduleId}` };
}
