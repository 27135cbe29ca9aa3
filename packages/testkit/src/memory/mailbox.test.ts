import { CloudMessage, Interface, type ReceivedMessage } from '@iotpnp/core';
import { expect, it } from 'vitest';
import { started } from '../bench.js';
import { settled } from '../fake-clock.js';

@Interface('dtmi:com:example:Reader;1')
class Reader {
  readonly texts: string[] = [];
  /** Lets the handler of `wait` end. */
  end: (error?: Error) => void = () => {};
  @CloudMessage() async read(message: ReceivedMessage): Promise<void> {
    this.texts.push(message.text());
    if (message.text() !== 'wait') return;
    await new Promise<void>((resolve, reject) => {
      this.end = (error) => (error ? reject(error) : resolve());
    });
  }
}

it('hands each message over once, also when others are sent meanwhile', async () => {
  const app = new Reader();
  await using running = await started(app);
  for (const text of ['wait', 'two', 'three']) running.hub.sendToDevice(text);
  await settled();
  expect(app.texts).toEqual(['wait']);
  app.end();
  await settled();
  expect(app.texts).toEqual(['wait', 'two', 'three']);
  expect(running.hub.deliveries.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 3 }, () => 'complete'),
  );
});

it('hands what is given back over again on the next link, and not before', async () => {
  const app = new Reader();
  await using running = await started(app);
  running.hub.sendToDevice('wait');
  await settled();
  app.end(new Error('not now'));
  await settled();
  running.hub.sendToDevice('two');
  await settled();
  expect(app.texts).toEqual(['wait', 'two']);
  running.hub.cut();
  await running.clock.advance(2_000);
  expect(app.texts).toEqual(['wait', 'two', 'wait']);
});
