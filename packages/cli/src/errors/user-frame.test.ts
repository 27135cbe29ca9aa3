import { expect, it } from 'vitest';
import { userFrame } from './user-frame.js';

function thrown(...frames: string[]): Error {
  const error = new Error('broken');
  error.stack = ['Error: broken', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

it("finds the topmost frame of the user's own code", () => {
  const error = thrown(
    'read (node:fs:10:5)',
    'open (/app/node_modules/serialport/index.js:3:4)',
    'async Pump.start (/app/src/my pump.ts:12:7)',
    'new Plant (/app/src/plant.ts:5:1)',
  );
  expect(userFrame(error)).toEqual({ file: '/app/src/my pump.ts', line: 12, column: 7 });
});

it('reads frames without a function, and those with a file URL', () => {
  const where = { file: '/app/a b.mjs', line: 1, column: 2 };
  expect(userFrame(thrown('file:///app/a%20b.mjs:1:2'))).toEqual(where);
});

it('finds nothing where only Node and packages are on the stack, or no error was thrown', () => {
  const inner = import.meta.filename;
  expect(userFrame(thrown('read (node:fs:10:5)', `run (${inner}:3:4)`))).toBeUndefined();
  expect(userFrame('a text')).toBeUndefined();
});
