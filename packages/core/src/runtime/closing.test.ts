import { describe, expect, it } from 'vitest';
import { bench, lost, MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat } from '../../test/devices.js';
import { watchRejections } from '../../test/rejections.js';
import { createHost, Interface, PnpError, startSession, Telemetry } from '../index.js';

describe('closing', () => {
  it('ends what waits for the hub: flush rejects, before and after', async () => {
    const app = new Thermostat();
    const { session, hub } = await started(app);
    hub.refusals = [lost('backoff')];
    hub.cut();
    app.temperature = 1;
    const flushing = expect(session.flush()).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
    await settled();
    await session.close();
    await flushing;
    await expect(session.flush()).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
    expect(() => session.send({ telemetry: { temperature: 1 } })).toThrow(/closed/);
  });

  it('with a transport that has no twin does not wait for one', async () => {
    @Interface('dtmi:com:example:Bare;1')
    class Bare {
      @Telemetry('double') level = 0;
    }
    const hub = new MemoryHub();
    Object.assign(hub.transport.supports, { twin: false });
    hub.withoutTwin = true;
    const app = new Bare();
    const { session, lines } = await started(app, { hub });
    app.level = 1;
    await session.flush();
    await session.close();
    expect(lines.map(({ message }) => message)).not.toContain('closed before all was sent');
  });

  it('is done whatever plugins throw, and their failure does not hide why a start failed', async () => {
    const rejections = watchRejections();
    const { hub, options, lines } = bench();
    const provisioning = {
      ...hub.provisioning,
      [Symbol.asyncDispose]: async () => {
        throw new Error('dispose');
      },
    };
    const controller = new AbortController();
    const session = await startSession(new Thermostat(), {
      ...options,
      provisioning,
      signal: controller.signal,
    });
    controller.abort();
    expect(await session.closed).toBeUndefined();
    expect(hub.closed).toEqual(['link', 'transport']);
    expect(lines.at(-1)?.fields).toMatchObject({ code: 'PNP_PLUGIN_FAILED', error: 'dispose' });
    hub.supports = {};
    Object.assign(hub.transport.supports, { modelId: false });
    await expect(
      startSession(new Thermostat(), { ...options, provisioning }),
    ).rejects.toMatchObject({
      code: 'PNP_TRANSPORT_NO_MODEL_ID',
    });
    expect(rejections).toEqual([]);
  });

  it('at any moment of connecting leaves no timer and no poll', async () => {
    for (let hops = 0; hops < 30; hops++) {
      const { options, clock } = bench();
      const controller = new AbortController();
      const app = new Polled();
      const starting = startSession(app, { ...options, signal: controller.signal }).catch(
        () => undefined,
      );
      for (let hop = 0; hop < hops; hop++) await Promise.resolve();
      controller.abort();
      const session = await starting;
      await session?.closed;
      const { reads } = app;
      await clock.advance(60_000);
      expect([hops, app.reads, clock.waiting]).toEqual([hops, reads, []]);
    }
  });

  it('of a host is the end of it', async () => {
    const { options } = bench();
    const host = createHost(options);
    await host.close();
    await expect(host.start(new Thermostat())).rejects.toMatchObject({ code: 'PNP_HOST_CLOSED' });
  });

  it("after a failed start leaves nothing on the caller's signal", async () => {
    const { options, hub } = bench();
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      listeners--,
      remove(...args)
    );
    hub.refusals = [new PnpError('PNP_TEST_WRONG', 'wrong')];
    await expect(startSession(new Thermostat(), { ...options, signal })).rejects.toMatchObject({
      code: 'PNP_TEST_WRONG',
    });
    await settled();
    expect(listeners).toBe(0);
  });
});

@Interface('dtmi:com:example:Polled;1')
class Polled {
  reads = 0;
  @Telemetry('integer', { every: '1s' }) level(): number {
    return ++this.reads;
  }
}
