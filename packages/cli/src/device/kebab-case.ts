/** The name of a class in lower case, its words apart: `temperature-controller`. Empty where it has no letter and no digit. */
export function kebabCase(className: string): string {
  return className
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
}
