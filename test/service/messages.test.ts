import { createService, type Feedback } from '@iotpnp/service';
import type { Message as AzureMessage } from 'azure-iot-device';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { onService, type OnService } from './on-service.js';

let on: OnService;
beforeAll(async () => {
  on = await onService();
  await on.hub.addDevice('dev1');
});
afterAll(() => on[Symbol.asyncDispose]());

/** The next message of a device, which completes it. */
async function received(
  deviceId: string,
  of: OnService = on,
): Promise<{ text: string; message: AzureMessage }> {
  await using device = await azureClient(of.hub, deviceId);
  const message = await new Promise<AzureMessage>((resolve) => {
    device.client.on('message', (came: AzureMessage) => {
      device.client.complete(came, () => resolve(came));
    });
  });
  return { text: message.getBytes().toString(), message };
}

describe('a message', () => {
  it('reaches the device with its properties', async () => {
    const messageId = await on.service.send('dev1', '{"level":3}', {
      correlationId: 'c1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      properties: { kind: 'order', 'with space': 'ü=&' },
    });
    const { text, message } = await received('dev1');
    expect(text).toBe('{"level":3}');
    expect(message).toMatchObject({
      messageId,
      correlationId: 'c1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
    });
    const properties = Object.fromEntries(
      message.properties.propertyList.map(({ key, value }) => [key, value]),
    );
    expect(properties).toMatchObject({ kind: 'order', 'with space': 'ü=&' });
  });

  it('has the id it is given, waits for a device that is away, and expires', async () => {
    await on.hub.addDevice('away');
    expect(await on.service.send('away', 'later', { messageId: 'mine' })).toBe('mine');
    expect(on.hub.pendingMessages('away')).toBe(1);
    await on.service.send('away', 'never', { expiresAt: new Date(Date.now() - 1) });
    expect((await received('away')).text).toBe('later');
    expect(on.hub.pendingMessages('away')).toBe(0);
  });

  it('for nobody is PNP_SERVICE_DEVICE_UNKNOWN', async () => {
    await expect(on.service.send('nobody', 'x')).rejects.toThrow(
      expect.objectContaining({
        code: 'PNP_SERVICE_DEVICE_UNKNOWN',
        where: { key: 'device nobody' },
      }) as Error,
    );
  });

  it('is one too many when 50 wait: PNP_SERVICE_QUEUE_FULL', async () => {
    await on.hub.addDevice('full');
    for (let count = 0; count < 50; count += 1) await on.service.send('full', 'x');
    await expect(on.service.send('full', 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_QUEUE_FULL' }) as Error,
    );
  });

  it.each(['dev1/mod1', 'a b'])('to %s is refused before it is sent', async (target) => {
    await expect(on.service.send(target, 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_ARGUMENT' }) as Error,
    );
  });

  it('goes over a new connection after the hub was away', async () => {
    await on.hub.addDevice('patient');
    await on.service.send('patient', 'before');
    await on.hub.restart({ sessions: 'keep' });
    // the first may still meet the end of the old connection
    const after = () => on.service.send('patient', 'after').catch(() => undefined);
    await expect.poll(after).toEqual(expect.any(String));
    expect(on.hub.pendingMessages('patient')).toBe(2);
  });

  it('under way, or after it, ends with a service that is closed: PNP_SERVICE_CLOSED', async () => {
    const service = createService(on.hub.serviceConnectionString, { ca: on.hub.ca });
    await service.send('dev1', 'x');
    const closed = expect.objectContaining({ code: 'PNP_SERVICE_CLOSED' }) as Error;
    const { signal } = new AbortController();
    const underWay = expect(service.send('dev1', 'y', { signal })).rejects.toThrow(closed);
    await service.close();
    await underWay;
    await expect(service.send('dev1', 'z')).rejects.toThrow(closed);
  });

  it('with a wrong key is PNP_SERVICE_UNAUTHORIZED', async () => {
    const key = Buffer.from('not the key of the hub').toString('base64');
    const text = `HostName=${on.hub.hostName};SharedAccessKeyName=service;SharedAccessKey=${key}`;
    await using service = createService(text, { ca: on.hub.ca });
    await expect(service.send('dev1', 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'PNP_SERVICE_UNAUTHORIZED' }) as Error,
    );
  });
});

describe('feedback', () => {
  it('tells what became of each message', async () => {
    await on.hub.addDevice('told');
    await using feedback = on.service.feedback();
    await feedback.open();
    const taken = await on.service.send('told', 'x', { ack: 'full' });
    await received('told');
    const { value } = await feedback.next();
    expect(value).toEqual({
      messageId: taken,
      deviceId: 'told',
      status: 'Success',
      description: expect.any(String) as string,
      time: expect.any(Date) as Date,
    });
    expect(Number.isNaN((value as Feedback).time.getTime())).toBe(false);
  });

  it('that was read is not told again; what was not is', async () => {
    await using own = await onService();
    for (const id of ['a', 'b']) await own.hub.addDevice(id);
    const first = await own.service.send('a', '1', { ack: 'full' });
    await received('a', own);
    {
      await using reading = own.service.feedback();
      expect((await reading.next()).value).toMatchObject({ messageId: first });
    }
    const second = await own.service.send('b', '2', { ack: 'full' });
    await received('b', own);
    {
      await using unread = own.service.feedback();
      await unread.open();
    }
    await using again = own.service.feedback();
    expect((await again.next()).value).toMatchObject({ messageId: second });
  });
});
