import { PnpError, type Problem } from '@iotpnp/core';
import { explainDtmi } from '@iotpnp/model';
import type { CliErrorCode } from '../error-codes.js';
import { templatePackage } from './template-package.js';
import type { Project } from './project.js';

const LONGEST_NAME = 214;
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const RESERVED = new Set(['node_modules', 'favicon.ico']);
const CLASS = /^[A-Z][A-Za-z0-9]*$/;
/** What the class's own file imports, and what code and compiled decorators refer to. */
const TAKEN = new Set(
  (
    'Command Interface Property Reject Telemetry Writable ' +
    'Array Boolean Date Error Function Map Math Number Object Promise Reflect Set String Symbol'
  ).split(' '),
);

/** @throws {PnpError} PNP_PACKAGE_NAME, PNP_CLASS_NAME, PNP_MODEL_BAD_DTMI: all that is wrong at once. */
export function checkNames({ name, className, modelId }: Project): void {
  const problems = [
    problem('PNP_PACKAGE_NAME', '--name', {
      fault: explainName(name),
      hint: `write one like ${nameFrom(name)}`,
    }),
    problem('PNP_CLASS_NAME', '--class', {
      fault: explainClass(className),
      hint: 'write one like Thermostat or OilPump',
    }),
    problem('PNP_MODEL_BAD_DTMI', '--model-id', {
      fault: explainModelId(modelId),
      hint: 'write one like dtmi:com:example:Thermostat;1, and put it in single quotes',
    }),
  ].filter((found) => found !== undefined);
  if (problems.length > 0) throw PnpError.of(problems);
}

function problem(
  code: CliErrorCode | 'PNP_MODEL_BAD_DTMI',
  key: string,
  { fault, hint }: { readonly fault: string | undefined; readonly hint: string },
): Problem | undefined {
  return fault === undefined ? undefined : { code, message: fault, hint, where: { key } };
}

/** What is wrong with the name of an npm package; undefined when nothing is. */
export function explainName(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name.length > LONGEST_NAME) {
    return `the name has ${name.length} characters; a package's has at most ${LONGEST_NAME}`;
  }
  if (name !== name.toLowerCase()) return `${shown} has capital letters`;
  if (!NAME.test(name)) {
    return `${shown} is no name of an npm package: letters, digits and - . _ ~, not led by . or _`;
  }
  if (RESERVED.has(name)) return `npm lets no package be called ${shown}`;
  return dependencies().includes(name)
    ? `${shown} is a package the project itself needs`
    : undefined;
}

/** What is wrong with the name of a class; undefined when nothing is. */
export function explainClass(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (!CLASS.test(name)) {
    return `${shown} is no name for the class: a capital letter, then letters and digits`;
  }
  return TAKEN.has(name) ? `the file of the class uses another ${shown}` : undefined;
}

/** What is wrong with a DTMI; undefined when nothing is. */
export function explainModelId(id: string): string | undefined {
  const fault = explainDtmi(id);
  return fault === undefined ? undefined : `${JSON.stringify(id)} is not a DTMI: ${fault}`;
}

/** The name of a package that is nearest to any text, such as that of a folder. */
export function nameFrom(text: string): string {
  const near = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replaceAll(/^[._-]+|-+$/g, '')
    .slice(0, LONGEST_NAME);
  return near === '' || explainName(near) !== undefined ? 'pnp-device' : near;
}

function dependencies(): readonly string[] {
  const made = templatePackage();
  return Object.keys({ ...made.dependencies, ...made.devDependencies });
}
