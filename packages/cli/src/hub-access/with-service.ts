import { PnpError } from '@iotpnp/core';
import type { Service, ServiceLog } from '@iotpnp/service';
import { isPnpError, placed } from '../errors/user-error.js';
import type { CommandContext } from '../commands/command-context.js';
import { findHub, type FoundHub, type Side } from './find-hub.js';
import type { HubFlags } from './hub-flags.js';

/** The remedies of the service speak to who calls it from code; here the same are options. */
const HINTS: Readonly<Record<string, string>> = {
  PNP_SERVICE_UNTRUSTED: 'name the file of its authority with --ca, and check the name in HostName',
  PNP_SERVICE_DEVICE_OFFLINE: 'start the device, or wait for it with --connect-timeout 30s',
  PNP_SERVICE_METHOD_TIMEOUT: 'give it more time with --timeout 1m, or look what the device does',
};

export interface WithServiceOptions {
  readonly side?: Side;
  /** Hears what happens in the background. */
  readonly log?: ServiceLog;
}

/** Does something with the service of the hub that is meant, and closes it. Ctrl-C ends it. */
export async function withService(
  flags: HubFlags,
  context: CommandContext,
  act: (service: Service, hub: FoundHub) => Promise<void>,
  { side = 'hub', log }: WithServiceOptions = {},
): Promise<void> {
  const hub = await findHub(flags, context, side);
  const { createService } = await import('@iotpnp/service');
  const { ca, connectionString, from } = hub;
  const { signal } = context.stop;
  try {
    await using service = createService(connectionString, { ca, signal, log });
    await act(service, hub);
  } catch (error) {
    if (!isPnpError(error) && !signal.aborted) throw error;
    // as a shell has it for what Ctrl-C ended
    if (signal.aborted && isInterruption(error, signal)) context.exitWith(130);
    else throw isPnpError(error) ? told(error, from) : error;
  }
}

function isInterruption(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (isPnpError(error) && error.code === 'PNP_SERVICE_CLOSED');
}

function told(error: PnpError, from: string): PnpError {
  const problems = error.problems.map((problem) => ({
    ...problem,
    hint: HINTS[problem.code] ?? problem.hint,
  }));
  return placed(PnpError.of(problems, { cause: error }), { key: from });
}
