import type { PropertyPath } from '@iotpnp/core';

/** A member as configs name it: `thermostat1.temperature`, or `temperature` of the default component. */
export function memberName({ component, property }: PropertyPath): string {
  return component === undefined ? property : `${component}.${property}`;
}
