import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal, type FillableJournal } from '../../test/fillable-journal.js';
import type { Configuration, ConfigurationContent } from './configuration.js';
import { HubState } from './hub-state.js';

const unavailable = expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' });
const DESIRE = { 'properties.desired.interval': 5 };

let journal: FillableJournal;
let state: HubState;

beforeEach(() => {
  journal = fillableJournal();
  state = new HubState(new FakeClock(), journal);
});

function configuration(content: ConfigurationContent, targetCondition = '*'): Configuration {
  return {
    id: 'c1',
    generation: '1',
    etag: 'x',
    createdTime: 0,
    lastUpdatedTime: 0,
    schemaVersion: '1.0',
    labels: {},
    content,
    targetCondition,
    priority: 0,
    metricQueries: {},
  };
}

it('tags that a job changes are kept in one with the configuration that is for them', () => {
  state.registry.addDevice('dev1');
  state.configurations.set(configuration({ deviceContent: DESIRE }, "tags.site = 'north'"));
  journal.writes.length = 0;
  const { jobs, clock } = state;
  jobs.schedule({
    jobId: 'job1',
    task: { type: 'scheduleUpdateTwin', change: { tags: { site: 'north' } } },
    written: {},
    queryCondition: '*',
    startTime: clock.now(),
    maxExecutionTimeInSeconds: 10,
  });
  expect(state.twin('dev1').desired).toMatchObject({ interval: 5 });
  expect(journal.writes).toHaveLength(1);
});

describe('when nothing can be kept', () => {
  it('a configuration is not there, and has desired nothing', () => {
    state.registry.addDevice('dev1');
    journal.isFull = true;
    const one = configuration({ deviceContent: DESIRE });
    expect(() => state.configurations.set(one)).toThrow(unavailable);
    expect(state.configurations.list()).toEqual([]);
    expect(state.twin('dev1').desired).toEqual({ $version: 1 });
    journal.isFull = false;
    state.configurations.set(one);
    expect(state.twin('dev1').desired).toEqual({ interval: 5, $version: 2 });
  });

  it('tags do not change without the configuration that is for them', () => {
    state.registry.addDevice('dev1');
    state.configurations.set(configuration({ deviceContent: DESIRE }, "tags.site = 'north'"));
    journal.isFull = true;
    const tags = { site: 'north' };
    expect(() => state.changeTwin('dev1', { tags }, 'merge')).toThrow(unavailable);
    expect(state.twin('dev1')).toMatchObject({ tags: {}, desired: { $version: 1 } });
  });
});

it('a twin without room goes on as it was, and others have the configuration', () => {
  for (const id of ['dev1', 'dev2']) state.registry.addDevice(id);
  const text = 'x'.repeat(4000);
  const full = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`p${at}`, text]));
  state.desire('dev1', full);
  const deviceContent = { ...DESIRE, 'properties.desired.more': text };
  state.configurations.set(configuration({ deviceContent }));
  expect(state.twin('dev1').desired).toEqual({ ...full, $version: 2 });
  expect(state.twins.get('dev1').configuration).toBeUndefined();
  expect(state.twin('dev2').desired).toMatchObject({ interval: 5 });
});

it('an IoT Edge module that is made later has what the configuration of its device says of it', () => {
  state.registry.create({ deviceId: 'edge' }, {}, { iotEdge: true });
  state.configurations.set(configuration({ modulesContent: { mod1: DESIRE } }));
  state.registry.addModule('edge/mod1');
  state.registry.addModule('edge/mod2');
  expect(state.twin('edge/mod1').desired).toEqual({ interval: 5, $version: 2 });
  expect(state.twin('edge/mod2').desired).toEqual({ $version: 1 });
});
