import assert from 'node:assert/strict';
import type { ContractBench } from '../contract-bench.js';
import type { ContractTest } from '../contract-test.js';
import { Instrument } from './telemetry-devices.js';

const LIMIT = 256 * 1_024;
/** What a message of a text has beside it: the rest of its JSON, and the values of the hub's own properties. */
const OTHER_BYTES = ['{"text":""}', 'application/json', 'utf-8', '2026-01-01T00:00:00.000Z'].join(
  '',
).length;

/** Row T5: what is too large. */
export const telemetrySizeTests: readonly ContractTest[] = [
  {
    name: 'T5 refuses a message above 256 KB before sending, with its size and the limit',
    needs: [],
    run: (bench) => refused(bench, (app) => void (app.text = 'x'.repeat(LIMIT))),
  },
  {
    name: 'T5 counts bytes, not characters',
    needs: [],
    run: (bench) => refused(bench, (app) => void (app.text = 'ä'.repeat(LIMIT / 2))),
  },
  {
    name: 'T5 counts the properties of a message too',
    needs: [],
    run: (bench) =>
      refused(bench, (_app, session) => {
        const properties = { half: 'y'.repeat(LIMIT / 2) };
        session.send({ telemetry: { text: 'x'.repeat(LIMIT / 2) }, properties });
      }),
  },
  {
    name: 'T5 sends a message of just the limit',
    needs: [],
    async run(bench) {
      const { maxMessageBytes } = bench.hub.transport.supports;
      const app = new Instrument();
      await bench.start(app);
      app.text = 'x'.repeat(maxMessageBytes - OTHER_BYTES);
      assert.deepEqual((await bench.nextTelemetry()).body, { text: app.text });
      assert.deepEqual(app.problems, []);
    },
  },
];

/** The message is not sent, the app is told, and what follows is sent. */
async function refused(
  bench: ContractBench,
  produce: (app: Instrument, session: Awaited<ReturnType<ContractBench['start']>>) => void,
): Promise<void> {
  const { maxMessageBytes } = bench.hub.transport.supports;
  assert.ok(maxMessageBytes <= LIMIT);
  const app = new Instrument();
  const session = await bench.start(app);
  produce(app, session);
  await Promise.resolve().then(() => {}); // the turn ends
  app.level = 1;
  assert.deepEqual((await bench.nextTelemetry()).body, { level: 1 });
  const [line, ...more] = bench.logged('PNP_MESSAGE_TOO_LARGE');
  assert.deepEqual(more, []);
  assert.equal(line?.level, 'error');
  assert.equal(line.fields['limit'], maxMessageBytes);
  const bytes = line.fields['bytes'] as number;
  assert.ok(bytes > maxMessageBytes && bytes < maxMessageBytes + 1_024, `${bytes} bytes`);
  assert.deepEqual(
    app.problems.map(({ code }) => code),
    ['PNP_MESSAGE_TOO_LARGE'],
  );
  const { message } = app.problems[0] as Error;
  assert.ok(message.includes(`${bytes}`) && message.includes(`${maxMessageBytes}`), message);
  assert.equal(session.stats.telemetry.refused, 1);
}
