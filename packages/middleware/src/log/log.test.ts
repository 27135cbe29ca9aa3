import {
  Command,
  CommandError,
  Component,
  Interface,
  Property,
  Reject,
  startSession,
  Telemetry,
  Writable,
} from '@iotpnp/core';
import { bench, memoryLog, settled, started, type LogLine } from '@iotpnp/testkit';
import { describe, expect, it } from 'vitest';
import logPlugin, { logMiddleware, type LogOptions } from './log.js';

@Interface('dtmi:com:example:Room;1')
class Room {
  #target = 20;
  @Telemetry('double') temperature?: number;
  @Property('string') owner = 'Ada';
  @Writable('double') get target(): number {
    return this.#target;
  }
  set target(value: number) {
    if (value > 30) throw new Reject('31 is too warm');
    if (value < 0) throw new Error('-1 broke it');
    this.#target = value;
  }
  @Command({ request: 'string', response: 'string' }) echo(text: string): string {
    if (text === 'no') throw new CommandError(409, null);
    if (text === 'bad') throw new Error('bad broke it');
    return text;
  }
  @Command({ request: 'string' }) setWifiPassword(_password: string): void {}
}

@Interface('dtmi:com:example:House;1')
class House {
  @Component(Room) room = new Room();
  @Property('string') apiKey = 'k-123';
}

/** The house running, and what the middleware has logged of it. */
async function running(options: LogOptions = {}) {
  const lines: LogLine[] = [];
  let time = 0;
  const now = () => (time += 2);
  const app = new House();
  const device = await started(app, {
    middleware: [logMiddleware(options, { log: memoryLog(lines), now })],
  });
  await device.session.flush();
  const begin = lines.splice(0);
  return {
    ...device,
    app,
    lines,
    begin,
    async settled() {
      await device.session.flush();
      await settled();
    },
    [Symbol.asyncDispose]: () => device.session.close(),
  };
}

describe('a line of the log', () => {
  it('tells of each operation its kind, component, names, duration and outcome, and no value', async () => {
    await using device = await running();
    const { app, hub, lines, begin } = device;
    expect(begin).toEqual([
      {
        level: 'info',
        message: 'report',
        fields: {
          names: ['room.target', 'room.owner', 'apiKey'],
          durationMs: 2,
          outcome: 'taken',
        },
      },
    ]);
    app.room.temperature = 21.5;
    await device.settled();
    hub.desire({ room: { target: 25 } });
    await device.settled();
    await hub.invoke('room*echo', 'hello');
    const of = (message: string) => lines.filter((line) => line.message === message);
    expect(of('telemetry')).toEqual([
      {
        level: 'info',
        message: 'telemetry',
        fields: {
          component: 'room',
          names: ['temperature'],
          durationMs: 2,
          outcome: 'queued',
        },
      },
    ]);
    expect(of('desired')).toMatchObject([
      {
        level: 'info',
        fields: { component: 'room', names: ['target'], version: 2, outcome: 'applied' },
      },
    ]);
    expect(of('command')).toMatchObject([
      {
        level: 'info',
        fields: { component: 'room', names: ['echo'], outcome: 'answered', status: 200 },
      },
    ]);
    expect(JSON.stringify([begin, lines])).not.toMatch(/21\.5|hello|Ada|k-123/);
  });

  it('tells what was refused and what failed, without the message that may quote a value', async () => {
    await using device = await running();
    const { hub, lines } = device;
    const ack = () => (hub.reported['room'] as { target: object }).target;
    hub.desire({ room: { target: 31 } });
    await device.settled();
    expect(ack()).toMatchObject({ value: 20, ac: 400 });
    hub.desire({ room: { target: -1 } });
    await device.settled();
    expect(ack()).toMatchObject({ value: 20, ac: 500 });
    await hub.invoke('room*echo', 'no');
    await hub.invoke('room*echo', 'bad');
    hub.judge = () => {
      throw new Error('the patch of Ada is refused');
    };
    device.app.room.owner = 'Bob';
    await device.settled();
    const told = lines.map(({ level, message, fields }) => [
      level,
      message,
      fields['outcome'],
      fields['status'] ?? fields['error'],
    ]);
    expect(told.filter(([, , outcome]) => outcome !== 'taken')).toEqual([
      ['info', 'desired', 'refused', 'Reject'],
      ['warn', 'desired', 'failed', 'Error'],
      ['info', 'command', 'answered', 409],
      ['warn', 'command', 'answered', 500],
      ['warn', 'report', 'failed', 'Error'],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/31|-1|bad|Ada|Bob/);
  });

  it('holds values where they are asked for, at debug, but none under the name of a secret', async () => {
    await using device = await running({ values: true });
    const { app, hub, lines, begin } = device;
    expect(begin).toMatchObject([
      {
        level: 'debug',
        fields: { values: { apiKey: '[redacted]', room: { owner: 'Ada', target: { value: 20 } } } },
      },
    ]);
    app.room.temperature = 21.5;
    await device.settled();
    hub.desire({ room: { target: 31 } });
    await device.settled();
    await hub.invoke('room*setWifiPassword', 'hunter2');
    expect(lines.map(({ fields }) => fields['values'])).toEqual(
      expect.arrayContaining([
        { temperature: 21.5 },
        { target: 31 },
        { setWifiPassword: '[redacted]' },
      ]),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'desired',
        fields: expect.objectContaining({ error: '31 is too warm' }),
      }),
    );
    expect(lines.every(({ level }) => level === 'debug')).toBe(true);
    expect(JSON.stringify([begin, lines])).not.toMatch(/hunter2|k-123/);
  });

  it('is of the kinds that are wanted only', async () => {
    await using device = await running({ only: ['command'], level: 'debug' });
    device.app.room.temperature = 1;
    await device.settled();
    await device.hub.invoke('room*echo', 'hello');
    expect(device.lines.map(({ level, message }) => [level, message])).toEqual([
      ['debug', 'command'],
    ]);
  });
});

it('values at info are refused, and what is no option', () => {
  const make = (options: object) => () => logMiddleware(options, { log: memoryLog([]) });
  expect(make({ level: 'info', values: true })).toThrow(/level: values are logged at debug only/);
  expect(make({ only: [] })).toThrow(
    expect.objectContaining({ code: 'PNP_MIDDLEWARE_BAD_OPTION' }),
  );
  expect(make({ vlaues: true })).toThrow(/vlaues/);
});

it('is made by its definition with the log of who makes it', async () => {
  const lines: LogLine[] = [];
  const checked = await logPlugin.options['~standard'].validate({});
  if (checked.issues) throw new Error('its defaults do not fit');
  const plugin = await logPlugin.create(checked.value, { log: memoryLog(lines) });
  const { options } = bench();
  await using session = await startSession(new House(), { ...options, middleware: [plugin] });
  await session.flush();
  expect(lines.map(({ message }) => message)).toEqual(['report']);
});
