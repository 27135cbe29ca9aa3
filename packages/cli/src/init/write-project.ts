import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cliError } from '../error-codes.js';
import type { ProjectFile } from './project-files.js';

/** What is in nobody's way. */
const HARMLESS = new Set(['.git', '.DS_Store', '.idea', '.vscode']);
const LISTED = 10;

export interface Written {
  readonly written: readonly string[];
  /** What was there already, and stays as it is. */
  readonly kept: readonly string[];
}

/** @throws {PnpError} PNP_FOLDER_NOT_EMPTY, PNP_CANNOT_WRITE */
export function refuseOccupied(folder: string): void {
  const there = entriesOf(folder).filter((name) => !HARMLESS.has(name));
  if (there.length === 0) return;
  const more = there.length > LISTED ? [`and ${there.length - LISTED} more`] : [];
  const listed = [...there.slice(0, LISTED), ...more].map((name) => `\n- ${name}`).join('');
  throw cliError('PNP_FOLDER_NOT_EMPTY', `the folder is not empty; there is${listed}`, {
    hint: 'name another folder, as pnp init my-device; --force writes only what is not there',
    where: { file: folder },
  });
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cannotWrite(folder, cause);
  }
}

/** Writes what is not there. @throws {PnpError} PNP_CANNOT_WRITE */
export function writeProject(folder: string, files: readonly ProjectFile[]): Written {
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of files) (wrote(folder, file) ? written : kept).push(file.path);
  return { written, kept };
}

function wrote(folder: string, { path: name, text }: ProjectFile): boolean {
  const file = path.join(folder, name);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    const isThere =
      (cause as NodeJS.ErrnoException).code === 'EEXIST' &&
      entriesOf(path.dirname(file)).includes(path.basename(file));
    if (isThere) return false;
    throw cannotWrite(file, cause);
  }
}

function cannotWrite(file: string, cause: unknown) {
  const { code, message } = cause as NodeJS.ErrnoException;
  return cliError('PNP_CANNOT_WRITE', `the project cannot be written here: ${code ?? message}`, {
    hint: 'choose a folder that can be written, or correct the permissions',
    where: { file },
    cause,
  });
}
