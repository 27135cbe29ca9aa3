import { readFileSync } from 'node:fs';
import { kebabCase } from '../device/kebab-case.js';
import { version } from '../version.js';
import type { Project } from './project.js';
import { templatePackage, TEMPLATES } from './template-package.js';

export interface ProjectFile {
  /** Relative to the project's folder, by `/`. */
  readonly path: string;
  readonly text: string;
}

/** The templates, each with where it goes; npm keeps no `.gitignore` in a package. */
const FILES: Readonly<Record<string, string>> = {
  'tsconfig.json': 'tsconfig.json',
  'vitest.config.ts': 'vitest.config.ts',
  'pnp.config.yaml': 'pnp.config.yaml',
  'src/thermostat.ts': 'src/thermostat.ts',
  'src/thermostat.test.ts': 'src/thermostat.test.ts',
  gitignore: '.gitignore',
  'README.md': 'README.md',
};

/** All files of a new project: a thermostat that runs as it is, by other names. */
export function projectFiles(project: Project): readonly ProjectFile[] {
  const rename = renaming(project);
  const others = Object.entries(FILES).map(([from, to]) => ({
    path: rename(to),
    text: rename(readFileSync(new URL(from, TEMPLATES), 'utf8')),
  }));
  return [{ path: 'package.json', text: packageText(project) }, ...others];
}

const NAMES = /dtmi:com:example:Thermostat;1|\bThermostat\b|\bthermostat\b/g;

function renaming({ className, modelId }: Project): (text: string) => string {
  const names: Readonly<Record<string, string>> = {
    Thermostat: className,
    thermostat: kebabCase(className),
  };
  return (text) => text.replaceAll(NAMES, (found) => names[found] ?? modelId);
}

/** The packages of this workspace come in the version of this one. */
function packageText({ name }: Project): string {
  const template = templatePackage();
  const versioned = (dependencies: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(dependencies).map(([each, range]) => [
        each,
        each.startsWith('@iotpnp/') ? `^${version()}` : range,
      ]),
    );
  const made = {
    ...template,
    name,
    dependencies: versioned(template.dependencies),
    devDependencies: versioned(template.devDependencies),
  };
  return `${JSON.stringify(made, undefined, 2)}\n`;
}
