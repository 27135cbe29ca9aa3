import { expect, it } from 'vitest';
import { frozenModel } from './frozen-model.js';
import type { InterfaceModel } from './interface-model.js';

const inner: InterfaceModel = {
  id: 'dtmi:com:example:Inner;1',
  dtdl: 2,
  contents: ['b', 'a', 'B'].map((name) => ({ kind: 'Telemetry', name, schema: 'double' })),
};
const model: InterfaceModel = {
  id: 'dtmi:com:example:Outer;1',
  dtdl: 2,
  contents: [{ kind: 'Component', name: 'inner', schema: inner }],
};

it('sorts contents by code units at every level and freezes all of it', () => {
  const [component] = frozenModel(model).contents;
  if (component?.kind !== 'Component') throw new Error('the component is gone');
  expect(component.schema.contents.map(({ name }) => name)).toEqual(['B', 'a', 'b']);
  expect(Object.isFrozen(component.schema.contents[0])).toBe(true);
});

it('leaves the model it was given as it is', () => {
  frozenModel(model);
  expect(inner.contents.map(({ name }) => name)).toEqual(['b', 'a', 'B']);
  expect(Object.isFrozen(inner.contents[0])).toBe(false);
});
