import { logHubEvents } from '../identity/hub-log.js';
import { stopAfter, stopped } from '../lifecycle/stop.js';
import { hubSummary } from '../local-hub/hub-summary.js';
import { openHub, type HubPlace, type OpenHub } from '../local-hub/open-hub.js';
import { sampleEnv, SAMPLE_DEVICE } from '../local-hub/sample-env.js';
import { createLog } from '../logging/create-log.js';
import { wantsColour } from '../logging/terminal.js';
import { print, type CommandContext } from './command-context.js';

/** The options of `pnp hub`, parsed. */
export interface HubFlagsOfStart extends HubPlace {
  readonly json?: boolean;
  readonly deviceId?: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly showSecrets?: boolean;
  readonly verbose?: boolean;
}

/** Runs an embedded hub until it is told to stop. */
export async function hub(flags: HubFlagsOfStart, context: CommandContext): Promise<void> {
  const { stop, env, stdout } = context;
  const timer = stopAfter(flags.duration, stop);
  try {
    await using open = await openHub(flags, context);
    const isForPerson = flags.json !== true && stdout.isTTY === true;
    const colour = wantsColour(env, stdout);
    if (flags.json === true) print(context, JSON.stringify(await facts(open, flags, context)));
    else if (isForPerson) {
      print(context, hubSummary(open, { showSecrets: flags.showSecrets ?? false, colour }));
    }
    const level = flags.verbose === true ? 'debug' : 'info';
    const format = isForPerson ? 'pretty' : 'json';
    const log = createLog({ level, format, colour, output: stdout });
    if (!isForPerson && flags.json !== true) {
      log.info('hub listening', { hub: open.hub.hostName, caFile: open.caFile });
    }
    const events = logHubEvents(open.hub, log, { severalDevices: true });
    await Promise.race([stopped(stop), events]);
    if (!stop.signal.aborted) {
      // a restart that was asked for could not listen again
      log.error('the hub is gone', { hint: 'start it again; another program may have its port' });
      context.exitWith(1);
    }
    log.info('closing');
    await open.hub.close();
    await events;
    log.info('closed');
  } finally {
    timer.clear();
  }
}

/** All that a program needs to know of the hub: secrets are in it. */
async function facts(open: OpenHub, flags: HubFlagsOfStart, { env }: CommandContext) {
  const { hub: running, caFile } = open;
  const { host, port, hostName, dps } = running;
  return {
    host,
    port,
    hostName,
    caFile,
    serviceConnectionString: running.serviceConnectionString,
    eventHubConnectionString: running.eventHubConnectionString,
    dps: {
      endpoint: dps.endpoint,
      idScope: dps.idScope,
      serviceConnectionString: dps.serviceConnectionString,
      groupKey: dps.groupKey,
    },
    env: await sampleEnv(open, { deviceId: flags.deviceId ?? SAMPLE_DEVICE, env }),
  };
}
