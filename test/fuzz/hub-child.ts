// The hub that is fuzzed, in a process of its own: whatever nobody catches ends it, and is seen by the test. Time is the test's.
import { startHub, type Hub } from '@iotpnp/hub';
import { FakeClock } from '../../packages/hub/test/fake-clock.js';
import type { Answer, Census, Place, Question } from './fuzz-hub.js';

/** Few are kept, so that memory shows what is kept for good. */
const MESSAGE_LOG = { maxMessages: 16 };
const TURNS = 4;

const clock = new FakeClock();
const hub = await startHub({ port: 0, clock, messageLog: MESSAGE_LOG });

process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') throw warning; // something is not taken back
});

async function census(): Promise<Census> {
  // What was closed is gone some turns later.
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((done) => setImmediate(done));
  const resources = process.getActiveResourcesInfo();
  const count = (type: string): number => resources.filter((each) => each === type).length;
  return {
    sockets: count('TCPSocketWrap'),
    timers: count('Timeout'),
    deadlines: clock.armed,
  };
}

function heapBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function place(running: Hub): Promise<Place> {
  for (const id of ['good', 'bad']) await running.addDevice(id);
  const { port, hostName, ca, serviceConnectionString, eventHubConnectionString } = running;
  return {
    port,
    hostName,
    ca,
    serviceConnectionString,
    eventHubConnectionString,
    idScope: running.dps.idScope,
    registrationKey: running.dps.deviceKey('default', 'bad'),
    good: running.connectionString('good'),
    bad: running.connectionString('bad'),
  };
}

const answers: { readonly [ask in Question['ask']]: (value: number) => unknown } = {
  advance: (ms) => clock.advance(ms),
  census,
  heapBytes,
  // As long as can be: bad clients move the clock meanwhile.
  invoke: (value) => hub.invoke('good', 'echo', value, { timeoutMs: 300_000 }),
};

process.on('message', ({ id, ask, value }: Question) => {
  const told = (answer: Answer): void => void process.send?.(answer);
  Promise.resolve()
    .then(() => answers[ask](value))
    .then(
      (result) => told({ id, result }),
      (error: unknown) => told({ id, error: String(error) }),
    );
});
process.on('disconnect', () => void hub.close());
process.send?.(await place(hub));
