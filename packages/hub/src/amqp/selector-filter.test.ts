import { expect, it } from 'vitest';
import { parseSelector } from './selector-filter.js';

it.each([
  ["amqp.annotation.x-opt-offset > '-1'", { by: 'offset', value: -1, inclusive: false }],
  ["amqp.annotation.x-opt-offset >= '1024'", { by: 'offset', value: 1024, inclusive: true }],
  ["amqp.annotation.x-opt-offset > '@latest'", 'latest'],
  ["amqp.annotation.x-opt-offset >= '@latest'", 'latest'],
  [
    "amqp.annotation.x-opt-sequence-number > '7'",
    { by: 'sequence-number', value: 7, inclusive: false },
  ],
  [
    " amqp.annotation.x-opt-sequence-number>='7' ",
    { by: 'sequence-number', value: 7, inclusive: true },
  ],
  [
    "amqp.annotation.x-opt-enqueued-time > '1893456000000'",
    { by: 'enqueued-time', value: 1893456000000, inclusive: false },
  ],
  [
    "amqp.annotation.x-opt-enqueued-time-utc > '1893456000000'",
    { by: 'enqueued-time', value: 1893456000000, inclusive: false },
  ],
])('%s is understood', (text, expected) => {
  expect(parseSelector(text)).toEqual(expected);
});

it.each([
  '',
  "amqp.annotation.x-opt-offset < '1'",
  "amqp.annotation.x-opt-offset > ''",
  "amqp.annotation.x-opt-offset > 'Infinity'",
  'amqp.annotation.x-opt-offset > 1',
  "amqp.annotation.x-opt-partition-key > '1'",
  "amqp.annotation.x-opt-offset > '1' OR 1 = 1",
])('%j is not', (text) => {
  expect(parseSelector(text)).toBeUndefined();
});
