import { PnpError } from '@iotpnp/core';
import { isPnpError, placed } from '../errors/user-error.js';

const HINTS: Readonly<Record<string, string>> = {
  PNP_HUB_PORT_TAKEN:
    'stop the program that has it, or choose another with --port, or --port 0 for any free one',
  PNP_HUB_ADDRESS_UNAVAILABLE: 'listen on 127.0.0.1, or leave --host out',
  PNP_HUB_STATE_LOCKED: 'end that hub, or give this one another folder with --data',
  PNP_HUB_STATE_UNAVAILABLE:
    'check the permissions and the free space, or choose another folder with --data',
  PNP_HUB_PORT_DENIED: 'choose one above 1023 with --port, or --port 0 for any free one',
};

/** The hub's own remedies speak to who starts it from code; here they are options. */
export function hubProblem(error: unknown): unknown {
  if (!isPnpError(error)) return error;
  const problems = error.problems.map((problem) => ({
    ...problem,
    hint:
      HINTS[problem.code] ?? problem.hint?.replace('another dataDir', 'another folder with --data'),
  }));
  return placed(PnpError.of(problems, { cause: error }), { key: 'the embedded hub' });
}
