import { readFileSync } from 'node:fs';
import type { Where } from '@iotpnp/core';
import { escaped, position } from './source-text.js';

export interface Imported {
  /** As Node names it: of a package's part the package only, at times. */
  readonly specifier: string;
  /** The export, where it is one that is missing. */
  readonly name?: string | undefined;
}

/** Where the first of these files that imports it does so: the name itself, or else the specifier. */
export function importPlace(imported: Imported, files: readonly string[]): Where {
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  for (const offsetOf of [offsetOfName, offsetOfSpecifier]) {
    for (const { file, text } of texts) {
      const offset = offsetOf(text, imported);
      if (offset !== undefined) return { file, ...position(text, offset) };
    }
  }
  return { file: files[0]! };
}

/** Of several statements that import from one specifier, the one that mentions the name counts. */
function offsetOfName(text: string, { specifier, name }: Imported): number | undefined {
  if (name === undefined) return undefined;
  const statement = new RegExp(
    `\\b(?:import|export)\\b(?!\\s*type\\s+[\\w{*])([^'";()=]*?)\\bfrom\\s*['"]${escaped(specifier)}['"]`,
    'dg',
  );
  // the name behind `as` is the importer's own; a default import has that one only
  const mention =
    name === 'default'
      ? /^\s*([\w$]+)|\b(default)\b/d
      : new RegExp(`(?<![\\w$]|\\bas\\s+)(${escaped(name)})(?![\\w$])`, 'd');
  for (const { 1: clause = '', indices } of text.matchAll(statement)) {
    const found = mention.exec(clause)?.indices;
    const start = (found?.[1] ?? found?.[2])?.[0];
    if (start !== undefined) return indices![1]![0] + start;
  }
  return undefined;
}

function offsetOfSpecifier(text: string, { specifier }: Imported): number | undefined {
  const found = new RegExp(`['"]${escaped(specifier)}(?:['"]|/)`).exec(text);
  return found?.index;
}
