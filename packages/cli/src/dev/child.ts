// The process in which `pnp dev` runs a device: one for each time it is started.
import { PnpError } from '@iotpnp/core';
import type { CommandContext } from '../commands/command-context.js';
import { start, type StartFollower } from '../commands/start.js';
import type { LocalCredentials, OpenLocalDevice } from '../identity/local-device.js';
import { runProcess } from '../lifecycle/run-process.js';
import { stopped } from '../lifecycle/stop.js';
import type { ChildTask, FromChild, FromParent } from './messages.js';

/** Runs the device until the parent says stop, or is gone. */
async function runChild(context: CommandContext): Promise<void> {
  const { module, flags, interactive } = JSON.parse(process.argv[2] ?? '') as ChildTask;
  const { stop, stdout } = context;
  process.on('disconnect', stop.request);
  process.on('message', (message: FromParent) => {
    if (message.type === 'stop') stop.request();
  });
  let isLoaded = false;
  const running = start(module, flags, {
    ...context,
    stdin: { isTTY: interactive },
    stdout: { isTTY: interactive, write: (text) => stdout.write(text) },
    openLocal: openAtParent(stop.signal),
    follower: {
      ...follower,
      onDevice: (device) => {
        isLoaded = true;
        follower.onDevice(device);
      },
    },
  });
  // what is still being read is out of date: neither waited for nor complained of
  const outdated = stopped(stop).then(() => (isLoaded ? running : undefined));
  await Promise.race([running, outdated]);
}

const follower: StartFollower = {
  onConfig: ({ file, origins, log }, format) => {
    const files = Object.values(origins).flatMap((origin) =>
      origin && 'file' in origin ? [origin.file] : [],
    );
    send({
      type: 'config',
      files: [...new Set(file === undefined ? files : [file, ...files])],
      log: { format, level: log.level },
    });
  },
  onDevice: ({ file, sources }) => send({ type: 'sources', files: [file, ...sources] }),
  onRunning: () => send({ type: 'running' }),
};

/** The embedded hub is the parent's, and stays when this process goes. */
function openAtParent(signal: AbortSignal): OpenLocalDevice {
  return async (request) => {
    const credentials = new Promise<LocalCredentials>((resolve, reject) => {
      process.on('message', (message: FromParent) => {
        if (message.type === 'credentials') resolve(message.credentials);
      });
      const onAbort = () => reject(new PnpError('PNP_SESSION_CLOSED', 'told to stop'));
      signal.addEventListener('abort', onAbort, { once: true });
    });
    send({ type: 'local-device', request });
    return { ...(await credentials), async [Symbol.asyncDispose]() {} };
  };
}

function send(message: FromChild): void {
  // a parent that is gone has closed the channel, which asks this process to stop
  if (process.connected) process.send?.(message);
}

await runProcess(process, runChild);
