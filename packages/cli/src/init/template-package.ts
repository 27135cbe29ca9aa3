import { readFileSync } from 'node:fs';

/** Where the files of a new project are, in this package. */
export const TEMPLATES = new URL('../../templates/', import.meta.url);

/** The `package.json` of a new project, as far as it is looked into. */
export interface TemplatePackage {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function templatePackage(): TemplatePackage {
  return JSON.parse(readFileSync(new URL('package.json', TEMPLATES), 'utf8')) as TemplatePackage;
}
