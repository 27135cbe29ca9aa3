import path from 'node:path';

/** What has a say in whether a changed file matters. */
export interface Known {
  /** Files that the device was made of: sources and configs, absolute. */
  readonly files: ReadonlySet<string>;
  /** Whether it could not be run: what it lacks may come in other files too. */
  readonly failed: boolean;
}

const SOURCE = /\.[cm]?[jt]sx?$/;
const TEST = /\.(?:test|spec)\.[cm]?[jt]sx?$/;
const CONFIG = /^(?:pnp\.config\.[a-z]+|\.pnprc(?:\.[a-z]+)?)$/;
const DATA = /\.(?:json|ya?ml)$/;

/**
 * Whether a device may be another one after this file has changed. Data it was not made of is not looked at: a device
 * that writes some would start itself anew for ever.
 */
export function isRelevant(file: string, { files, failed }: Known): boolean {
  if (files.has(file)) return true;
  const name = path.basename(file);
  if (CONFIG.test(name)) return true;
  if (SOURCE.test(name)) return !TEST.test(name);
  return failed && DATA.test(name);
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/** Whether a file or folder of this name is left alone: packages, what is built, and all that is hidden but a config. */
export function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || (name.startsWith('.') && !CONFIG.test(name));
}
