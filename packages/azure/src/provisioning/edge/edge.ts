import { definePlugin, type DeviceIdentity, type ProvisioningPlugin } from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../../checked-options.js';
import { WorkloadApi } from './workload-api.js';

const options = z.strictObject({
  /** Where the security daemon listens: `IOTEDGE_WORKLOADURI`. */
  workloadUri: z.url({
    protocol: /^(?:unix|http)$/u,
    error: 'must be unix:///path/to/workload.sock or http://host:port',
  }),
  /** The hub: `IOTEDGE_IOTHUBHOSTNAME`. */
  hub: z.string().min(1, 'must not be empty'),
  /** The edge hub that is dialled in its stead: `IOTEDGE_GATEWAYHOSTNAME`. */
  gateway: z.string().min(1).optional(),
  /** `IOTEDGE_DEVICEID`. */
  deviceId: z.string().min(1, 'must not be empty'),
  /** `IOTEDGE_MODULEID`. */
  moduleId: z.string().min(1, 'must not be empty'),
  /** `IOTEDGE_MODULEGENERATIONID`. */
  generationId: z.string().min(1, 'must not be empty'),
  /** `IOTEDGE_APIVERSION`. */
  apiVersion: z.string().default('2019-01-30'),
});

export type EdgeOptions = z.input<typeof options>;

/**
 * A module of IoT Edge: the security daemon has its key and signs by it, and says whom to trust.
 * @throws {PnpError} `PNP_AZURE_BAD_OPTION` for each option that does not fit.
 */
export function edgeProvisioning(given: EdgeOptions): ProvisioningPlugin {
  const checked = checkedOptions(options, given, 'edge');
  const { hub, gateway, deviceId, moduleId } = checked;
  const workload = new WorkloadApi(checked);
  return {
    kind: 'provisioning',
    name: 'edge',
    apiVersion: 1,
    // the trust bundle may have changed meanwhile
    reprovisions: true,
    addresses: gateway === undefined ? [] : [{ what: 'gateway', host: gateway }],
    async provision({ signal }): Promise<DeviceIdentity> {
      const ca = await workload.trustBundle(signal);
      return {
        hub,
        deviceId,
        moduleId,
        ...(gateway !== undefined && { gateway }),
        ca,
        auth: { kind: 'sas', sign: (text, aborts) => workload.sign(text, aborts) },
      };
    },
  };
}

/** The provisioning by name: `provisioning: edge`, its options out of `IOTEDGE_*`. */
export const edge = definePlugin({
  name: 'edge',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>) => edgeProvisioning(given),
});
