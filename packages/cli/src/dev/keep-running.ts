import type { Logger } from '@iotpnp/core';
import { shownPath } from '../errors/shown-path.js';
import type { Changes } from './change-queue.js';
import type { DevHub } from './dev-hub.js';
import { startDevice, type DeviceProcess } from './device-process.js';
import type { ChildTask, FromChild } from './messages.js';
import type { Watcher } from './watch-files.js';

export interface KeepRunningOptions {
  readonly task: ChildTask;
  readonly cwd: string;
  /** Aborted when all is to end. */
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
  readonly hub: DevHub;
  /** The log, by what the config says of it; by the command line alone before it was read. */
  readonly logOf: (config?: ConfiguredLog) => Logger;
}

export type ConfiguredLog = (FromChild & { type: 'config' })['log'];

/** Longer than a device takes to close, or to give up closing. */
const RELOAD_MS = 2_000;
/** Shorter than the two seconds in which everything is gone. */
const END_MS = 1_300;

/** Runs a device, anew after each change, until the signal. @throws {PnpError} what the embedded hub and watching reject with. */
export async function keepRunning(options: KeepRunningOptions): Promise<void> {
  const { watcher, signal } = options;
  let changes: Changes | undefined;
  let log = options.logOf();
  const broken = new AbortController();
  const over = AbortSignal.any([signal, broken.signal]);
  while (!over.aborted) {
    const run = { changes, isReplaced: false };
    watcher.failed = false;
    const device: DeviceProcess = startDevice(options.task, {
      cwd: options.cwd,
      onMessage: (message) => {
        if (message.type === 'config') log = options.logOf(message.log);
        if (message.type === 'config' || message.type === 'sources') watcher.follow(message.files);
        if (message.type === 'running') tellRunning(run.changes, log, options);
        if (message.type === 'local-device') {
          options.hub.credentials(message.request, log).then(
            (credentials) => device.send({ type: 'credentials', credentials }),
            (error: unknown) => broken.abort(error),
          );
        }
      },
    });
    const ended = device.ended.then((code) => {
      watcher.failed = code !== 0;
      if (!run.isReplaced && !over.aborted) log.warn('ended: waiting for the next save', { code });
    });
    try {
      changes = await watcher.changes.next(over);
      if (changes) log.info('changed', { files: shown(changes, options) });
    } finally {
      run.isReplaced = true;
      await device.stop(over.aborted ? END_MS : RELOAD_MS);
      await ended;
    }
    // what was saved while the old one closed is in the new one
    if (!watcher.changes.isEmpty) changes = merged(changes, await watcher.changes.next(over));
  }
  if (broken.signal.aborted) throw broken.signal.reason;
}

function merged(first: Changes | undefined, second: Changes | undefined): Changes | undefined {
  if (!first || !second) return first ?? second;
  return { files: [...new Set([...first.files, ...second.files])], since: first.since };
}

function tellRunning(
  changes: Changes | undefined,
  log: Logger,
  { watcher, cwd, task }: KeepRunningOptions,
): void {
  if (changes) {
    const ms = Math.round(Date.now() - changes.since);
    log.info('reloaded', { files: shown(changes, { cwd }), ms });
    return;
  }
  log.info('watching', { folders: watcher.packages.map((folder) => shownPath(folder, cwd)) });
  if (task.interactive) log.info('press Ctrl-C to stop');
}

function shown({ files }: Changes, { cwd }: { readonly cwd: string }): readonly string[] {
  return files.map((file) => shownPath(file, cwd));
}
