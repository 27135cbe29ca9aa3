import { kebabCase } from '../device/kebab-case.js';

/** What the embedded hub calls the device of a class when nobody says: `pnp-temperature-controller`. */
export function defaultDeviceId(className: string): string {
  return `pnp-${kebabCase(className) || 'device'}`;
}
