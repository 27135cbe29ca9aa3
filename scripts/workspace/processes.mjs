import { spawn } from 'node:child_process';
import os from 'node:os';

/** Signals of the terminal and of whoever runs these scripts. */
const SIGNALS = ['SIGINT', 'SIGTERM'];

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
  try {
    const code = await ended(child);
    return { code, output: Buffer.concat(chunks).toString() };
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}
