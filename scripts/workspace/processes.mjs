import { spawn } from 'node:child_process';
import os from 'node:os';

/** Signals of the terminal and of whoever runs these scripts. */
const SIGNALS = ['SIGINT', 'SIGTERM'];
/** Who started this process; asked now, so that its end is noticed between two programs too. */
const PARENT = process.ppid;
const PARENT_CHECK_MS = 200;

/**
 * Runs a program to its end, passing on the signals this process gets.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ code: number, output: string }>} `output` is empty where it is inherited; a
 *   program ended by a signal has the code a shell would give it.
 */
export async function run(command, args, options) {
  const child = spawn(command, args, options);
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  const forward = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  const unwatch = onOrphaned(() => forward('SIGTERM'));
  try {
    const code = await ended(child);
    return { code, output: Buffer.concat(chunks).toString() };
  } finally {
    unwatch();
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

/**
 * npm passes SIGTERM to the shell between it and this process, and the shell dies of it without
 * passing it on: another parent is the only sign of that.
 */
function onOrphaned(listener) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    listener();
  }, PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}
