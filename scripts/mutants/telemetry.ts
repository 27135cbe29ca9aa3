import type { Mutant } from './mutant.js';

const CONVENTION = 'packages/core/src/convention.ts';
const RUNTIME = 'packages/core/src/runtime';

/** Rows T: telemetry. */
export const telemetryMutants: readonly Mutant[] = [
  {
    row: 'T1',
    name: 'calls the body text',
    file: CONVENTION,
    find: "contentType: 'application/json',",
    replace: "contentType: 'text/plain',",
  },
  {
    row: 'T2',
    name: 'sends telemetry of a component without its name',
    file: CONVENTION,
    find: 'message.properties = { ...properties, [COMPONENT_PROPERTY]: component };',
    replace: '',
  },
  {
    row: 'T3',
    name: 'a second value of a turn takes the place of the first',
    file: `${RUNTIME}/turn.ts`,
    find: 'if (!message || Object.hasOwn(message.values, name)) {',
    replace: 'if (!message) {',
  },
  {
    row: 'T4',
    name: 'sends NaN, which becomes null',
    file: 'packages/model/src/schema/number.ts',
    find: 'fits: Number.isFinite,',
    replace: 'fits: () => true,',
  },
  {
    row: 'T5',
    name: 'sends what is too large',
    file: `${RUNTIME}/emitter.ts`,
    find: 'if (fits(message, limit)) push(message);',
    replace: 'if (limit > 0) push(message);',
  },
  {
    row: 'T6',
    name: 'does not mark what was queued',
    file: `${RUNTIME}/telemetry-queue.ts`,
    find: 'this.#waiting.push(this.#online ? message : aged(message));',
    replace: 'this.#waiting.push(message);',
  },
  {
    row: 'T7',
    name: 'calls a poll again while it goes on',
    file: `${RUNTIME}/poller.ts`,
    find: 'const idle = due.filter((poll) => !poll.busy);',
    replace: 'const idle = due;',
  },
];
