import type { ProvisioningPlugin, TransportPlugin } from '@iotpnp/core';
import { MemoryDevice } from './memory-device.js';
import { memoryProvisioning, memoryTransport, targetOf } from './memory-plugins.js';

/**
 * A hub in memory for any number of devices and modules, with the plugins that reach it.
 * @example
 * const hub = new MemoryHub();
 * const host = createHost({ transport: hub.transport, provisioning: hub.provisioning });
 * await host.start(new Room(), { device: 'dev1' });
 * hub.device('dev1').desire({ target: 22 });
 */
export class MemoryHub {
  /** What was closed, in order: links, plugins. */
  readonly closed: string[] = [];
  readonly #devices = new Map<string, MemoryDevice>();

  /** Connects whichever device or module provisioning has named. */
  readonly transport: TransportPlugin = memoryTransport(
    (request) => this.device(targetOf(request.identity)).connect(request),
    this.closed,
  );

  /** Makes the session's option `device` the identity: `dev1` (also when there is none) or `dev1/module1`. */
  readonly provisioning: ProvisioningPlugin = {
    ...memoryProvisioning('dev1', [], this.closed),
    provision: (request) => this.device(request.device ?? 'dev1').provisioning.provision(request),
  };

  /** A device, `dev1`, or a module, `dev1/module1`; made when it is asked for the first time. */
  device(target: string): MemoryDevice {
    let device = this.#devices.get(target);
    if (!device) {
      device = new MemoryDevice(target, this.closed);
      this.#devices.set(target, device);
    }
    return device;
  }

  /** All that were asked for so far, by name. */
  get devices(): ReadonlyMap<string, MemoryDevice> {
    return this.#devices;
  }
}
