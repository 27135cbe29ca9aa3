import type { JsonObject } from '@iotpnp/model';
import { expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { noJournal } from '../state/journal.js';
import { Twins } from '../state/twins.js';
import { digitalTwin } from './digital-twin.js';

const TIME = '2025-01-01T00:00:00.000Z';

function twinOf(desired: JsonObject, reported: JsonObject) {
  const twins = new Twins(new FakeClock(Date.parse(TIME)), noJournal);
  twins.announce('dev1', 'dtmi:com:example:TemperatureController;1');
  twins.change('dev1', { desired }, 'merge');
  twins.report('dev1', reported);
  return digitalTwin('dev1', twins.get('dev1'));
}

it('has what is desired and what is reported of a property in one place', () => {
  const ack = { value: 20, ac: 200, av: 2, ad: 'done' };
  const twin = twinOf(
    { limit: 3, thermostat1: { __t: 'c', targetTemperature: 21 } },
    { serialNumber: 'x', thermostat1: { __t: 'c', max: 25, targetTemperature: ack } },
  );
  expect(twin).toEqual({
    $dtId: 'dev1',
    serialNumber: 'x',
    thermostat1: {
      max: 25,
      targetTemperature: 20,
      $metadata: {
        max: { lastUpdateTime: TIME },
        targetTemperature: {
          desiredValue: 21,
          desiredVersion: 2,
          ackVersion: 2,
          ackCode: 200,
          ackDescription: 'done',
          lastUpdateTime: TIME,
        },
      },
    },
    $metadata: {
      $model: 'dtmi:com:example:TemperatureController;1',
      serialNumber: { lastUpdateTime: TIME },
      limit: { desiredValue: 3, desiredVersion: 2 },
    },
  });
});

it('leaves an object that only looks like an acknowledgement as it is', () => {
  const told = { value: 1, ac: 2, more: 3 };
  expect(twinOf({}, { told })).toMatchObject({
    told,
    $metadata: { told: { lastUpdateTime: TIME } },
  });
});

it('of a device that never spoke has its id alone', () => {
  const twins = new Twins(new FakeClock(0), noJournal);
  expect(digitalTwin('dev1', twins.get('dev1'))).toEqual({ $dtId: 'dev1', $metadata: {} });
});
