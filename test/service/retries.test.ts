import { startHub } from '@iotpnp/hub';
import { createService } from '@iotpnp/service';
import { FakeClock } from '@iotpnp/testkit';
import { expect, it } from 'vitest';

/** A hub, and a service whose time passes when a wait is told of. */
async function busyHub() {
  const hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  const clock = new FakeClock(Date.now());
  const waits: unknown[] = [];
  const warn = (_message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
    waits.push(fields);
    setImmediate(() => void clock.advance(Number(fields['retryInMs'])));
  };
  const service = createService(hub.serviceConnectionString, {
    ca: hub.ca,
    clock,
    log: { debug: () => {}, warn },
  });
  return {
    hub,
    service,
    waits,
    async [Symbol.asyncDispose]() {
      await service.close();
      await hub.close();
    },
  };
}

it('a request that the hub is too busy for is sent again, each time later', async () => {
  await using on = await busyHub();
  on.hub.faults.answerRequests('throttle', 'unavailable', 'throttle');
  expect(await on.service.twin('dev1')).toMatchObject({ deviceId: 'dev1' });
  expect(on.waits).toEqual([
    { status: 429, retryInMs: 1_000 },
    { status: 503, retryInMs: 2_000 },
    { status: 429, retryInMs: 4_000 },
  ]);
});

it('after four times in vain it is PNP_SERVICE_THROTTLED', async () => {
  await using on = await busyHub();
  on.hub.faults.answerRequests('throttle', 'throttle', 'throttle', 'throttle');
  await expect(on.service.twin('dev1')).rejects.toThrow(
    expect.objectContaining({ code: 'PNP_SERVICE_THROTTLED' }) as Error,
  );
  expect(on.waits).toHaveLength(3);
  expect(await on.service.twin('dev1')).toMatchObject({ deviceId: 'dev1' });
});

it('a command that may have been invoked is not sent a second time', async () => {
  await using on = await busyHub();
  on.hub.faults.answerRequests('unavailable');
  await expect(on.service.invoke('dev1', 'reboot')).rejects.toThrow(
    expect.objectContaining({ code: 'PNP_SERVICE_UNAVAILABLE' }) as Error,
  );
  expect(on.waits).toEqual([]);
});

it('a call is ended by its signal while it waits', async () => {
  await using on = await busyHub();
  on.hub.faults.answerRequests('throttle');
  const stop = new AbortController();
  const service = createService(on.hub.serviceConnectionString, {
    ca: on.hub.ca,
    clock: new FakeClock(Date.now()),
    log: { debug: () => {}, warn: () => stop.abort(new Error('enough')) },
  });
  await expect(service.twin('dev1', { signal: stop.signal })).rejects.toThrow('enough');
  await service.close();
});

it('a hub that went away and came back is reached over a new connection', async () => {
  await using on = await busyHub();
  await on.service.twin('dev1');
  await on.hub.restart({ sessions: 'keep' });
  expect(await on.service.twin('dev1')).toMatchObject({ deviceId: 'dev1' });
});
