import { PnpError } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { checkNames, explainClass, explainName, nameFrom } from './check-names.js';

describe('the name of a package', () => {
  it.each(['thermostat', 'oil-pump_2.1', '@contoso/oil-pump', 'x'.repeat(214)])(
    'may be %s',
    (name) => expect(explainName(name)).toBeUndefined(),
  );

  it.each([
    ['', 'no name'],
    ['Pump', 'capital letters'],
    ['oil pump', 'no name'],
    ['.pump', 'no name'],
    ['_pump', 'no name'],
    ['@contoso', 'no name'],
    ['../pump', 'no name'],
    ['node_modules', 'no package'],
    ['vitest', 'the project itself needs'],
    ['@iotpnp/core', 'the project itself needs'],
    ['x'.repeat(215), '215 characters'],
  ])('may not be %j', (name, fault) => expect(explainName(name)).toContain(fault));

  it.each([
    ['My Device', 'my-device'],
    ['_tmp.Xa3', 'tmp.xa3'],
    ['Größe', 'gr-e'],
    ['', 'pnp-device'],
    ['...', 'pnp-device'],
    ['vitest', 'pnp-device'],
  ])('after a folder %j is %s', (folder, name) => expect(nameFrom(folder)).toBe(name));
});

describe('the name of a class', () => {
  it.each(['Pump', 'OilPump2', 'Thermostat'])('may be %s', (name) =>
    expect(explainClass(name)).toBeUndefined(),
  );

  it.each([
    ['pump', 'a capital letter'],
    ['Oil-Pump', 'a capital letter'],
    ['Pumpe_', 'a capital letter'],
    ['Reject', 'uses another'],
    ['Math', 'uses another'],
  ])('may not be %s', (name, fault) => expect(explainClass(name)).toContain(fault));
});

it('all that is wrong with the names is told at once', () => {
  const check = () => checkNames({ name: 'My Pump', className: 'pump', modelId: 'dtmi:pump' });
  expect(check).toThrow(PnpError);
  try {
    check();
  } catch (error) {
    const told = (error as PnpError).problems.map(({ code, where }) => [code, where?.key]);
    expect(told).toEqual([
      ['PNP_PACKAGE_NAME', '--name'],
      ['PNP_CLASS_NAME', '--class'],
      ['PNP_MODEL_BAD_DTMI', '--model-id'],
    ]);
  }
});
