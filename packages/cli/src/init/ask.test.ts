import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ask } from './ask.js';
import type { Project } from './project.js';

const defaults = {
  name: 'my-device',
  className: 'Thermostat',
  modelId: 'dtmi:com:example:Thermostat;1',
};

/** What comes of a person who answers each question so, in turn. */
async function answered(
  answers: readonly (readonly [question: string, keys: string])[],
  given: Partial<Project> = {},
) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 30 });
  const { signal } = new AbortController();
  let shown = '';
  let next = 0;
  output.on('data', (chunk) => {
    shown += String(chunk);
    const [question, keys] = answers[next] ?? [];
    if (question === undefined || keys === undefined || !shown.includes(question)) return;
    next += 1;
    shown = '';
    // a person is slower than the question that is still being drawn
    setImmediate(() => input.write(keys));
  });
  const project = await ask({ defaults, given, signal, input, output });
  expect(next).toBe(answers.length);
  return project;
}

it('Enter alone answers what is offered', async () => {
  const all = [
    ['Name of the npm package', '\r'],
    ['Name of the class', '\r'],
    ['Model id', '\r'],
  ] as const;
  expect(await answered(all)).toEqual(defaults);
});

it('a class of another name has a model id of its own, and what cannot be is asked again', async () => {
  const project = await answered([
    ['Name of the npm package', 'pump-1\r'],
    ['Name of the class', 'pump\r'],
    ['is no name for the class', '\u007F\u007F\u007F\u007FPump\r'],
    ['Model id', '\r'],
  ]);
  const modelId = 'dtmi:com:example:Pump;1';
  expect(project).toEqual({ name: 'pump-1', className: 'Pump', modelId });
});

it('what was given is not asked', async () => {
  const given = { name: 'pump-1', modelId: 'dtmi:com:contoso:Pump;2' };
  const project = await answered([['Name of the class', 'Pump\r']], given);
  expect(project).toEqual({ ...given, className: 'Pump' });
});

it('Ctrl-C is no answer', async () => {
  expect(await answered([['Name of the npm package', '\u0003']])).toBeUndefined();
});
