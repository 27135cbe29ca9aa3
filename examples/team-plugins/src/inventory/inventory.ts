import { createHmac } from 'node:crypto';
import {
  definePlugin,
  type DeviceIdentity,
  type ProvisioningPlugin,
  type Secret,
} from '@iotpnp/core';
import { z } from 'zod';
import { inventoryFault, readInventory } from './read-inventory.js';

const options = z.strictObject({
  /** The inventory, from the folder in which the program runs. */
  file: z.string().min(1),
  /** Which of its devices this is. Default: the one the session is started for. */
  device: z.string().min(1).optional(),
});

export type InventoryOptions = z.input<typeof options>;

/**
 * Who a device is, out of a file that lists them all, in YAML or JSON. It is read when a session starts: a device that is
 * added later needs no restart.
 */
export function inventory(given: InventoryOptions): ProvisioningPlugin {
  const { file, device } = options.parse(given);
  return {
    kind: 'provisioning',
    name: 'acme-inventory',
    apiVersion: 1,
    async provision(request): Promise<DeviceIdentity> {
      const id = device ?? request.device;
      const devices = await readInventory(file);
      const found = devices.find((entry) => entry.device === id);
      if (found === undefined) {
        const hint = `add it, or name another: ${devices.map((entry) => entry.device).join(', ')}`;
        const what = id === undefined ? 'nothing says which device this is' : `no device "${id}"`;
        throw inventoryFault('PNP_ACME_UNKNOWN_DEVICE', what, { file, key: 'devices', hint });
      }
      const { hub, deviceId, key, ca } = found;
      const sign = async (text: string) => signature(key, text);
      return { hub, deviceId, ...(ca !== undefined && { ca }), auth: { kind: 'sas', sign } };
    },
  };
}

export default definePlugin({
  name: 'acme-inventory',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>) => inventory(given),
});

function signature(key: Secret, text: string): string {
  const bytes = Buffer.from(key.reveal(), 'base64');
  return createHmac('sha256', bytes).update(text, 'utf8').digest('base64');
}
