import type { PnpError } from '@iotpnp/core';
import { rolldown } from 'rolldown';
import { diagnosticError } from './diagnostic-error.js';
import { externals } from './externals.js';

/** What the bundler says about a module that Node could not parse, the files it imports included. */
export async function findSyntaxErrors(file: string): Promise<PnpError | undefined> {
  const build = await rolldown({
    input: file,
    platform: 'node',
    logLevel: 'silent',
    plugins: [externals(new Map())],
  });
  try {
    await build.generate({ format: 'esm' });
    return undefined;
  } catch (error) {
    return diagnosticError(error, file);
  } finally {
    await build.close();
  }
}
