import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal, type FillableJournal } from '../../test/fillable-journal.js';
import { restServer, type RestServer } from '../../test/rest-server.js';
import { HubState } from '../state/hub-state.js';

const V = 'api-version=2021-04-12';

let journal: FillableJournal;
let state: HubState;
let server: RestServer;

beforeEach(async () => {
  journal = fillableJournal();
  state = new HubState(new FakeClock(), journal);
  state.registry.addDevice('dev1');
  server = await restServer(state);
});
afterEach(() => server[Symbol.asyncDispose]());

async function bulk(...entries: readonly object[]): Promise<object> {
  const { status, body } = await server.ask('POST', `/devices?${V}`, { body: entries });
  return { status, body };
}

describe('of many identities', () => {
  it.each([
    ['its tags may not be', { id: 'n1', importMode: 'create', tags: { 'a.b': 1 } }],
    [
      'its desired properties may not be',
      { id: 'n1', properties: { desired: { a: 'x'.repeat(5000) } } },
    ],
    ['its tags are no object', { id: 'n1', importMode: 'create', tags: 'x' }],
  ])('one is told as failed and not made when %s, and the others are', async (_why, entry) => {
    expect(await bulk(entry, { id: 'n2', importMode: 'create' })).toMatchObject({
      status: 400,
      body: { isSuccessful: false, errors: [{ deviceId: 'n1', errorCode: 400004 }] },
    });
    expect(state.registry.list().map(({ deviceId }) => deviceId)).toEqual(['dev1', 'n2']);
  });

  it('one that is there is not changed when its twin may not be', async () => {
    const before = state.registry.get('dev1');
    const entry = { id: 'dev1', importMode: 'update', status: 'disabled', tags: { 'a.b': 1 } };
    expect(await bulk(entry)).toMatchObject({ status: 400 });
    expect(state.registry.get('dev1')).toBe(before);
  });

  it('none is there when nothing can be kept', async () => {
    journal.isFull = true;
    expect(await bulk({ id: 'n1', importMode: 'create', tags: { a: 1 } })).toMatchObject({
      status: 400,
      body: { errors: [{ deviceId: 'n1', errorCode: 503001 }] },
    });
    expect(state.registry.find('n1')).toBeUndefined();
  });

  it('each has its twin, and over it what a configuration desires', async () => {
    const deviceContent = { 'properties.desired.interval': 5 };
    const body = { targetCondition: '*', content: { deviceContent } };
    await server.ask('PUT', `/configurations/c1?${V}`, { body });
    const properties = { desired: { a: 1, interval: 4 } };
    await bulk({ id: 'n1', importMode: 'create', properties });
    expect(state.twin('n1').desired).toMatchObject({ a: 1, interval: 5 });
  });

  it('a module is not disabled, and is no IoT Edge device', async () => {
    const capabilities = { iotEdge: true };
    const ofDevice = { status: 'disabled', statusReason: 'stolen', capabilities };
    const entry = { id: 'dev1', moduleId: 'mod1', importMode: 'create', ...ofDevice };
    expect(await bulk(entry)).toMatchObject({ status: 200 });
    const module = state.registry.get('dev1/mod1');
    expect([module.enabled, module.statusReason, module.iotEdge]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(state.registry.family('dev1')).toEqual(['dev1', 'dev1/mod1']);
  });
});
