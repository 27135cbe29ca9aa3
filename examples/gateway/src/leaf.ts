import { Interface, Telemetry, Writable } from '@iotpnp/core';

/** A sensor that cannot reach a hub itself. */
@Interface('dtmi:com:example:Leaf;1', { displayName: 'Leaf' })
export class Leaf {
  @Telemetry('double') reading?: number;
  @Writable('integer') intervalSeconds = 60;
}
