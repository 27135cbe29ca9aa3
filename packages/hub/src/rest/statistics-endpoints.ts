import { jsonAnswer, type Answer } from '../http/http-request.js';
import type { Endpoint, RestCall } from './endpoint.js';

/** How many devices there are, and are connected. */
export const STATISTICS_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/statistics/devices', right: 'RegistryRead', answer: ofRegistry },
  { method: 'GET', path: '/statistics/service', right: 'RegistryRead', answer: ofService },
];

function devicesOf({ state }: RestCall) {
  return state.registry.list().filter(({ moduleId }) => moduleId === undefined);
}

function ofRegistry(call: RestCall): Answer {
  const devices = devicesOf(call);
  const enabledDeviceCount = devices.filter(({ enabled }) => enabled).length;
  return jsonAnswer(200, {
    totalDeviceCount: devices.length,
    enabledDeviceCount,
    disabledDeviceCount: devices.length - enabledDeviceCount,
  });
}

function ofService(call: RestCall): Answer {
  const { connections } = call.state;
  const connected = devicesOf(call).filter(({ deviceId }) => connections.isConnected(deviceId));
  return jsonAnswer(200, { connectedDeviceCount: connected.length });
}
