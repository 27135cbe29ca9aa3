import { describe, expect, it } from 'vitest';
import { parseUsername } from './username.js';

const MODEL_ID = 'dtmi:com:example:Thermostat;1';

describe('parseUsername', () => {
  it.each([
    `hub:1/dev1/?api-version=2021-04-12&model-id=${MODEL_ID}`,
    `hub:1/dev1/api-version=2021-04-12&model-id=${MODEL_ID}`,
    'hub:1/dev1/?api-version=2021-04-12&model-id=dtmi%3acom%3Aexample%3aThermostat%3B1',
  ])('reads %s', (username) => {
    expect(parseUsername(username)).toEqual({
      host: 'hub:1',
      deviceId: 'dev1',
      apiVersion: '2021-04-12',
      modelId: MODEL_ID,
    });
  });

  it('reads a module and the client type', () => {
    const username = 'hub/dev1/mod1/?api-version=1&DeviceClientType=node%2F1.18%20(linux)';
    expect(parseUsername(username)).toEqual({
      host: 'hub',
      deviceId: 'dev1',
      moduleId: 'mod1',
      apiVersion: '1',
      clientType: 'node/1.18 (linux)',
    });
    expect(parseUsername('hub/dev1/mod1')).toMatchObject({ moduleId: 'mod1' });
  });

  it.each(['a=b', '?a', '?a=b=c'])('takes %j for the id of a module', (moduleId) => {
    expect(parseUsername(`hub/dev1/${moduleId}/?api-version=1`)).toMatchObject({ moduleId });
  });

  it('takes a slash in a value for a part of it', () => {
    const query = '?api-version=1&DeviceClientType=py/2';
    expect(parseUsername(`hub/dev1/${query}`)).toMatchObject({ clientType: 'py/2' });
    expect(parseUsername(`hub/dev1/${query}`)).not.toHaveProperty('moduleId');
  });

  it.each(['hub/dev1', 'hub/dev1/', 'hub/dev1/?'])('reads %s without a query', (username) => {
    expect(parseUsername(username)).toEqual({ host: 'hub', deviceId: 'dev1' });
  });

  it.each(['', 'hub', 'hub/', '/dev1', 'hub/dev1/?api-version=%zz'])('refuses %j', (username) => {
    expect(parseUsername(username)).toBeUndefined();
  });
});
