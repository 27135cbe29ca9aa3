/** What a new project is called. */
export interface Project {
  /** Of the npm package. */
  readonly name: string;
  /** Of the device. */
  readonly className: string;
  /** The DTMI of its interface. */
  readonly modelId: string;
}

export const DEFAULT_CLASS = 'Thermostat';

/** The DTMI of a class of one's own, until another is thought of. */
export function defaultModelId(className: string): string {
  return `dtmi:com:example:${className};1`;
}
