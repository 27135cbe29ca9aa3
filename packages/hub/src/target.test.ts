import { expect, it } from 'vitest';
import { isTarget, namesOf, targetOf } from './target.js';

it.each([
  ['dev1', { deviceId: 'dev1' }],
  ['dev1/mod1', { deviceId: 'dev1', moduleId: 'mod1' }],
  ['$a.b/$edgeHub', { deviceId: '$a.b', moduleId: '$edgeHub' }],
])('%s is the target of %j', (target, names) => {
  expect(namesOf(target)).toEqual(names);
  expect(targetOf(names)).toBe(target);
});

it.each([
  ['dev1', true],
  ['dev1/mod1', true],
  ['', false],
  ['dev1/', false],
  ['dev1/mod1/more', false],
  ['SharedAccessSignature sr=a&sig=b', false],
  ['i'.repeat(129), false],
])('that %j can be a target is %s', (target, can) => {
  expect(isTarget(target)).toBe(can);
});
