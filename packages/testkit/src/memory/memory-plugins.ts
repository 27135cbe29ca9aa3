import type {
  ConnectRequest,
  DeviceIdentity,
  Link,
  ProvisioningPlugin,
  ProvisionRequest,
  TransportPlugin,
  TransportSupport,
} from '@iotpnp/core';

/** What a transport in memory can do unless a test says otherwise: everything, messages up to 256 KB. */
export const EVERYTHING: TransportSupport = {
  twin: true,
  commands: true,
  cloudMessages: true,
  moduleIo: true,
  upload: true,
  modelId: true,
  maxMessageBytes: 262_144,
};

/** `deviceId`, or `deviceId/moduleId`: how devices and modules are named here. */
export function targetOf({ deviceId, moduleId }: DeviceIdentity): string {
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}

/** A transport whose far end is in this process. `closed` is told of its disposal. */
export function memoryTransport(
  connect: (request: ConnectRequest) => Promise<Link>,
  closed: string[],
): TransportPlugin {
  return {
    kind: 'transport',
    name: 'memory',
    apiVersion: 1,
    supports: { ...EVERYTHING },
    accepts: ['sas'],
    connect,
    [Symbol.asyncDispose]: async () => void closed.push('transport'),
  };
}

/** Gives the identity of the device a session asks for, or that of `target`. `asked` keeps the requests. */
export function memoryProvisioning(
  target: string,
  asked: ProvisionRequest[],
  closed: string[],
): ProvisioningPlugin {
  return {
    kind: 'provisioning',
    name: 'memory',
    apiVersion: 1,
    async provision(request) {
      asked.push(request);
      return memoryIdentity(request.device ?? target);
    },
    [Symbol.asyncDispose]: async () => void closed.push('provisioning'),
  };
}

/** Who `deviceId` or `deviceId/moduleId` is. Its key signs nothing: nobody checks. */
export function memoryIdentity(target: string): DeviceIdentity {
  const [deviceId = target, moduleId] = target.split('/');
  return {
    hub: 'memory',
    deviceId,
    ...(moduleId !== undefined && { moduleId }),
    auth: { kind: 'sas', sign: async () => '' },
  };
}
