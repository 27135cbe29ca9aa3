import { expect, it } from 'vitest';
import { namesOf, targetOf } from './target.js';

it.each([
  ['dev1', { deviceId: 'dev1' }],
  ['dev1/mod1', { deviceId: 'dev1', moduleId: 'mod1' }],
  ['$a.b/$edgeHub', { deviceId: '$a.b', moduleId: '$edgeHub' }],
])('%s is the target of %j', (target, names) => {
  expect(namesOf(target)).toEqual(names);
  expect(targetOf(names)).toBe(target);
});
