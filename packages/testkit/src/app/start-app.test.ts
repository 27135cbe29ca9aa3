import {
  Command,
  Component,
  Interface,
  OnDesired,
  Property,
  Reject,
  Telemetry,
  Writable,
  type DesiredContext,
} from '@iotpnp/core';
import { expect, it } from 'vitest';
import { startApp } from './start-app.js';

@Interface('dtmi:com:example:Room;1')
class Room {
  samples = 0;
  @Writable('double') target = 20;
  @Property('integer') openings = 0;
  @OnDesired('target') async move(value: number, { ack }: DesiredContext): Promise<void> {
    if (value > 30) throw new Reject('too warm');
    await ack(202, 'moving');
  }
  @Telemetry('integer', { every: '10m' }) temperature(): number {
    return (this.samples += 1);
  }
}

@Interface('dtmi:com:example:House;1')
class House {
  @Component(Room) kitchen = new Room();
  @Writable('boolean') locked = false;
  @Telemetry('integer') steps?: number;
  @Command({ request: 'integer', response: 'integer' }) double(value: number): number {
    return value * 2;
  }
}

it('hands out telemetry message by message, time passing by itself', async () => {
  await using device = await startApp(new House());
  const begin = device.clock.now();
  expect(await device.hub.nextTelemetry('kitchen')).toEqual({ temperature: 1 });
  expect(await device.hub.nextTelemetry('kitchen')).toEqual({ temperature: 2 });
  expect(device.clock.now() - begin).toBe(600_000);
});

it('tells the final answer to what was desired last', async () => {
  await using device = await startApp(new House());
  const version = device.hub.desire({ kitchen: { target: 25 } });
  expect(await device.hub.ackOf('kitchen', 'target')).toEqual({
    value: 25,
    ac: 200,
    av: version,
    ad: 'applied',
  });
  device.hub.desire({ kitchen: { target: 31 } });
  expect(await device.hub.ackOf('kitchen', 'target')).toMatchObject({ value: 25, ac: 400 });
  expect(await device.hub.ackOf('locked')).toMatchObject({ value: false, av: 0 });
});

it('begins with the twin it is given', async () => {
  const twin = { desired: { locked: true, $version: 7 }, reported: { old: 1 } };
  await using device = await startApp(new House(), { twin });
  expect(await device.hub.ackOf('locked')).toMatchObject({ value: true, ac: 200, av: 7 });
  expect(device.hub.reported).toMatchObject({ old: 1, kitchen: { __t: 'c', openings: 0 } });
});

it('invokes, and shows identity and log', async () => {
  await using device = await startApp(new House(), { device: 'house-9' });
  expect(await device.hub.invoke('double', 4)).toEqual({ status: 200, payload: 8 });
  expect(await device.hub.invoke('kitchen*double', 4)).toMatchObject({ status: 404 });
  expect(device.session.identity?.deviceId).toBe('house-9');
  expect(device.log).toContainEqual(expect.objectContaining({ message: 'unknown command' }));
});

it('ends a wait in vain with what did come', async () => {
  await using device = await startApp(new House());
  await expect(device.hub.nextTelemetry('cellar')).rejects.toMatchObject({
    code: 'PNP_TEST_NOT_SEEN',
    message: expect.stringMatching(/^telemetry of cellar did not come, within 24 .*kitchen {/),
  });
  device.hub.judge = () => new Promise(() => {});
  device.hub.desire({ locked: true });
  await expect(device.hub.ackOf('locked')).rejects.toMatchObject({
    code: 'PNP_TEST_NOT_SEEN',
    message: expect.stringMatching(/of locked at version 2 did not come.*"value":false/),
  });
});
