import { describe, expect, it } from 'vitest';
import { bench, MemoryDevice, settled, started } from '@iotpnp/testkit';
import {
  CloudMessage,
  Command,
  Component,
  Input,
  Interface,
  object,
  Reject,
  startSession,
  type MessageContext,
  type ReceivedMessage,
} from '../index.js';

@Interface('dtmi:com:example:Printer;1')
class Printer {
  readonly texts: string[] = [];
  readonly prints: unknown[] = [];
  signal: AbortSignal | undefined;

  @CloudMessage() print(message: ReceivedMessage, { signal }: MessageContext): void {
    this.signal = signal;
    const text = message.text();
    if (text === 'refuse') throw new Reject('no paper');
    if (text === 'throw') throw new Error('jam');
    if (text.startsWith('{')) message.read(object({ pages: 'integer' }));
    this.texts.push(`${text} ${message.properties['tray'] ?? ''}`.trim());
  }

  @Command({ request: 'string' }) say(text: string): void {
    this.prints.push(text);
  }
  @Command() feed(): void {
    this.prints.push('fed');
  }
}

@Interface('dtmi:com:example:Office;1')
class Office {
  @Component(Printer) printer = new Printer();
}

/** Sends one message and waits until it has been dealt with. */
async function outcome(
  hub: MemoryDevice,
  ...message: Parameters<MemoryDevice['sendToDevice']>
): Promise<string | undefined> {
  const id = hub.sendToDevice(...message);
  await settled();
  return hub.deliveries.find(({ messageId }) => messageId === id)?.outcome;
}

describe('cloud-to-device messages', () => {
  it('come to the methods that handle them, on the device and its components', async () => {
    const app = new Office();
    await using running = await started(app);
    const properties = { tray: '2' };
    expect(await outcome(running.hub, 'hello', { properties })).toBe('complete');
    expect(app.printer.texts).toEqual(['hello 2']);
  });

  it('are given back when a method throws, rejected when it refuses or cannot read them', async () => {
    await using running = await started(new Printer());
    expect(await outcome(running.hub, 'refuse')).toBe('reject');
    expect(await outcome(running.hub, '{"pages":"many"}')).toBe('reject');
    expect(await outcome(running.hub, 'throw')).toBe('abandon');
    const codes = running.lines.flatMap(({ fields }) => fields['code'] ?? []);
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'PNP_MESSAGE_FAILED'));
  });

  it('that came while the device was away are there when it is back', async () => {
    const app = new Printer();
    await using running = await started(app);
    running.hub.cut();
    running.hub.sendToDevice('late');
    expect(app.texts).toEqual([]);
    await running.clock.advance(2_000);
    expect(app.texts).toEqual(['late']);
    running.hub.cut();
    await settled();
    expect(app.signal?.aborted).toBe(true);
  });

  it('nobody handles are told and dropped', async () => {
    @Interface('dtmi:com:example:Deaf;1')
    class Deaf {
      @Command() ping(): void {}
    }
    await using running = await started(new Deaf());
    expect(await outcome(running.hub, 'hello')).toBe('complete');
    expect(running.lines.at(-1)?.fields).toMatchObject({ code: 'PNP_MESSAGE_UNHANDLED' });
  });
});

describe('offline commands', () => {
  it.each([
    ['JSON', 'say', '"hello"', ['hello']],
    ['a text without quotes', 'say', 'hello there', ['hello there']],
    ['@ for none', 'feed', '@', ['fed']],
    ['an empty body', 'feed', '', ['fed']],
  ])('run with %s', async (_what, name, body, prints) => {
    const app = new Office();
    await using running = await started(app);
    const properties = { 'method-name': `printer*${name}` };
    expect(await outcome(running.hub, body, { properties })).toBe('complete');
    expect(app.printer.prints).toEqual(prints);
    expect(app.printer.texts).toEqual([]);
  });

  it('that fail are rejected and told, without their payload', async () => {
    await using running = await started(new Printer());
    const properties = { 'method-name': 'say' };
    expect(await outcome(running.hub, '{"secret":1}', { properties })).toBe('reject');
    const line = running.lines.find(({ fields }) => fields['code'] === 'PNP_COMMAND_FAILED');
    expect(line?.fields).toEqual({ code: 'PNP_COMMAND_FAILED', name: 'say', status: 400 });
  });
});

describe('a module', () => {
  @Interface('dtmi:com:example:Filter;1')
  class Filter {
    readonly seen: string[] = [];
    @Input('sensors') sensors(message: ReceivedMessage): void {
      this.seen.push(`sensors ${message.text()}`);
    }
    @Input('control') control(message: ReceivedMessage): void {
      this.seen.push(`control ${message.text()}`);
    }
  }

  it('hears each input where it listens, and sends to outputs', async () => {
    const app = new Filter();
    const hub = new MemoryDevice('dev1/filter');
    await using running = await started(app, { hub });
    hub.sendToInput('sensors', '1');
    hub.sendToInput('control', '2');
    running.session.sendToOutput('alerts', { body: { high: true }, properties: { level: '3' } });
    running.session.sendToOutput('raw', { body: 'as it is' });
    await running.session.flush();
    expect(app.seen).toEqual(['sensors 1', 'control 2']);
    expect(hub.telemetry).toMatchObject([
      { output: 'alerts', body: '{"high":true}', contentType: 'application/json' },
      { output: 'raw', body: 'as it is', contentType: 'text/plain' },
    ]);
    expect(hub.telemetry[0]?.properties).toEqual({ level: '3' });
  });

  it('has outputs, a device has none; names and bodies are checked', async () => {
    const hub = new MemoryDevice('dev1/filter');
    await using module = await started(new Filter(), { hub });
    const send = (output: string, body: unknown) => () =>
      module.session.sendToOutput(output, { body: body as string });
    expect(send('a b', {})).toThrow(/a b is no name of an output/);
    expect(send('a', undefined)).toThrow(/the body is no JSON/);
    await using device = await started(new Office());
    expect(() => device.session.sendToOutput('a', { body: 1 })).toThrow(
      /dev1 is a device, and only modules have outputs/,
    );
  });
});

describe('what an identity or a transport cannot do is told before anything is sent', () => {
  @Interface('dtmi:com:example:Both;1')
  class Both {
    @CloudMessage() message(_message: ReceivedMessage): void {}
    @Input('in') input(_message: ReceivedMessage): void {}
  }

  it.each([
    ['dev1', 'PNP_DEVICE_NO_INPUTS'],
    ['dev1/mod1', 'PNP_MODULE_NO_CLOUD_MESSAGES'],
  ])('as %s: %s', async (target, code) => {
    const { options, hub } = bench(new MemoryDevice(target));
    await expect(startSession(new Both(), options)).rejects.toMatchObject({ code });
    expect(hub.connects).toEqual([]);
  });

  it('both at once, when the transport has neither', async () => {
    const { options, hub } = bench();
    hub.supports = { cloudMessages: false, moduleIo: false };
    const error = await startSession(new Both(), options).catch((reason: unknown) => reason);
    const codes = (error as { problems: { code: string }[] }).problems.map(({ code }) => code);
    expect(codes).toEqual(['PNP_TRANSPORT_NO_CLOUD_MESSAGES', 'PNP_TRANSPORT_NO_MODULE_IO']);
  });

  it('a module over a transport that connects none', async () => {
    const { options, hub } = bench(new MemoryDevice('dev1/mod1'));
    hub.supports = { moduleIo: false };
    @Interface('dtmi:com:example:Plain;1')
    class Plain {}
    const code = 'PNP_TRANSPORT_NO_MODULES';
    await expect(startSession(new Plain(), options)).rejects.toMatchObject({ code });
  });

  it('a transport is asked to listen only where somebody does', async () => {
    @Interface('dtmi:com:example:Quiet;1')
    class Quiet {}
    await using quiet = await started(new Quiet());
    expect(quiet.hub.connects[0]?.receives).toEqual({ cloudMessages: false, inputs: false });
    await using office = await started(new Office());
    expect(office.hub.connects[0]?.receives).toEqual({ cloudMessages: true, inputs: false });
  });
});
