import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { FakeClock } from '../../packages/hub/test/fake-clock.js';
import { runIothub } from '../support/azure-iothub.js';
import { next } from '../support/on-hub.js';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  hub = await startHub({ port: 0, clock });
  for (const id of ['dev1', 'dev2', 'dev3']) await hub.addDevice(id);
  events = hub.events();
});
afterEach(() => hub.close());

const CLIENT = `
const jobs = JobClient.fromConnectionString(input.service);
const later = (seconds) => new Date(input.now + seconds * 1000);
`;
function run(script: string): Promise<unknown[]> {
  return runIothub(hub, CLIENT + script, { input: { now: clock.now() } });
}

describe("azure-iothub's JobClient", () => {
  it('changes many twins at once', async () => {
    const [made, read, rows, again] = await run(`
      const patch = { tags: { place: 'north' }, properties: { desired: { limit: 3 } } };
      const where = "deviceId IN ['dev1', 'dev2']";
      print(await attempt(() => jobs.scheduleTwinUpdate('job1', where, patch, later(0), 60)));
      print(await attempt(() => jobs.getJob('job1')));
      const query = registry.createQuery("SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'job1'");
      print((await query.next()).result);
      print(await attempt(() => jobs.scheduleTwinUpdate('job1', '*', patch, later(0), 60)));
    `);
    expect(made).toMatchObject({
      ok: { jobId: 'job1', type: 'scheduleUpdateTwin', updateTwin: { tags: { place: 'north' } } },
    });
    expect(read).toMatchObject({
      ok: {
        status: 'completed',
        deviceJobStatistics: { deviceCount: 2, succeededCount: 2, failedCount: 0 },
      },
    });
    expect(rows).toMatchObject(
      ['dev1', 'dev2'].map((deviceId) => ({ deviceId, jobId: 'job1', status: 'completed' })),
    );
    expect(again).toMatchObject({ status: 409 });
    for (const id of ['dev1', 'dev2']) {
      expect(hub.twin(id)).toMatchObject({ tags: { place: 'north' }, desired: { limit: 3 } });
    }
    expect(hub.twin('dev3')).toMatchObject({ tags: {}, desired: { $version: 1 } });
  });

  it('invokes a method on many devices, and tells what each answered', async () => {
    await using device = await azureClient(hub);
    device.client.onDeviceMethod('reboot', (request, response) => {
      response.send(202, request.payload, () => {});
    });
    while ((await next(events, 'subscribed')).to !== 'methods');
    const [read, rows] = await run(`
      const params = { methodName: 'reboot', payload: { delay: 3 } };
      await jobs.scheduleDeviceMethod('job1', '*', params, later(0), 60);
      const statusOf = async () => (await jobs.getJob('job1')).jobStatus;
      let job = await statusOf();
      while (job.status !== 'completed') job = await statusOf();
      print(job);
      const query = registry.createQuery("SELECT * FROM devices.jobs WHERE jobId = 'job1'");
      print((await query.next()).result);
    `);
    expect(read).toMatchObject({
      type: 'scheduleDeviceMethod',
      deviceJobStatistics: { deviceCount: 3, succeededCount: 1, failedCount: 2 },
    });
    expect(rows).toMatchObject([
      {
        deviceId: 'dev1',
        status: 'completed',
        outcome: { deviceMethodResponse: { status: 202, payload: { delay: 3 } } },
      },
      { deviceId: 'dev2', status: 'failed', error: { code: '404103' } },
      { deviceId: 'dev3', status: 'failed', error: { code: '404103' } },
    ]);
  });

  it('begins at the time it was given, unless it is cancelled before', async () => {
    const answers = await run(`
      const patch = { tags: { late: true } };
      print(await attempt(() => jobs.scheduleTwinUpdate('first', "deviceId = 'dev1'", patch, later(100), 60)));
      print(await attempt(() => jobs.scheduleTwinUpdate('second', "deviceId = 'dev2'", patch, later(100), 60)));
      print(await attempt(() => jobs.cancelJob('second')));
      print((await jobs.createQuery('scheduleUpdateTwin', 'scheduled').next()).result.map(({ jobId }) => jobId));
    `);
    expect(answers).toMatchObject([
      { ok: { status: 'scheduled' } },
      { ok: { status: 'scheduled' } },
      { ok: { status: 'cancelled' } },
      ['first'],
    ]);
    expect(hub.twin('dev1').tags).toEqual({});
    clock.advance(100_000);
    expect(hub.twin('dev1').tags).toEqual({ late: true });
    expect(hub.twin('dev2').tags).toEqual({});
  });

  it('is told what is wrong with a job', async () => {
    const answers = await run(`
      print(await attempt(() => jobs.getJob('none')));
      print(await attempt(() => jobs.scheduleTwinUpdate('job1', 'tags.', { tags: {} }, later(0), 60)));
      const params = { methodName: 'reboot', responseTimeoutInSeconds: 1 };
      print(await attempt(() => jobs.scheduleDeviceMethod('job1', '*', params, later(0), 60)));
    `);
    expect(answers).toMatchObject([
      { status: 404, body: expect.stringMatching(/JobNotFound/) },
      { error: 'ArgumentError', message: expect.stringMatching(/position 6/) },
      { error: 'ArgumentError', message: expect.stringMatching(/responseTimeoutInSeconds/) },
    ]);
  });
});
