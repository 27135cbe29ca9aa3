/** What the embedded hub calls the device of a class when nobody says: `pnp-temperature-controller`. */
export function defaultDeviceId(className: string): string {
  const kebab = className
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
  return `pnp-${kebab || 'device'}`;
}
