import type { Mutant } from './mutant.js';

const COMMANDS = 'packages/core/src/runtime/commands.ts';
const CONVENTION = 'packages/core/src/convention.ts';

/** Rows C and M. */
export const commandMutants: readonly Mutant[] = [
  {
    row: 'C1',
    name: 'keeps the separator in the name of a command',
    file: CONVENTION,
    find: 'return { component: name.slice(0, at), command: name.slice(at + 1) };',
    replace: 'return { component: name.slice(0, at), command: name.slice(at) };',
  },
  {
    row: 'C2',
    name: 'answers what a method returns as it is',
    file: COMMANDS,
    find: "payload: member.response.serialize(value, { path: 'response' }) };",
    replace: 'payload: value as Json };',
  },
  {
    row: 'C3',
    name: 'hands a request over unchecked',
    file: COMMANDS,
    find: "args.push(member.request.parse(payload, { path: 'request', warn }));",
    replace: 'args.push(payload);',
  },
  {
    row: 'C4',
    name: "takes an unknown component for the device's own",
    file: COMMANDS,
    find: 'const part = this.#parts.get(component);',
    replace: 'const part = this.#parts.get(component) ?? this.#parts.get(undefined);',
  },
  {
    row: 'C5',
    name: 'takes a CommandError for a failure of the device',
    file: COMMANDS,
    find: 'if (isCommandError(error)) return answerOf(error);',
    replace: '',
  },
  {
    row: 'C6',
    name: 'takes undefined for a response that does not fit',
    file: COMMANDS,
    find: 'if (!member.response || value === undefined) return',
    replace: 'if (!member.response) return',
  },
  {
    row: 'C7',
    name: 'answers a response that does not fit',
    file: COMMANDS,
    find: 'return this.#unfit(operation, messageOf(error));',
    replace: 'return { status: 200, payload: value as Json };',
  },
  {
    row: 'C8',
    name: 'runs exclusive commands beside each other',
    file: COMMANDS,
    find: 'return member.exclusive ? this.#inLine(call) : this.#call(call).answer;',
    replace: 'return this.#call(call).answer;',
  },
  {
    row: 'C9',
    name: 'lets a model declare the names of a prototype',
    file: 'packages/model/src/names.ts',
    find: 'return Object.hasOwn(Object.prototype, name);',
    replace: 'return false;',
  },
  {
    row: 'C10',
    name: 'sends responses that the hub does not pass on',
    file: COMMANDS,
    find: 'if (bytes > MAX_RESPONSE_BYTES) {',
    replace: 'if (bytes > 2 * MAX_RESPONSE_BYTES) {',
  },
  {
    row: 'C11',
    name: 'reports a late result bare, without its `value`',
    file: COMMANDS,
    find: 'this.options.report({ component, property: command }, { value: payload });',
    replace: 'this.options.report({ component, property: command }, payload);',
  },
  {
    row: 'M1',
    name: 'sends what is for an output to the hub itself',
    file: CONVENTION,
    find: 'if (output !== undefined) message.output = output;',
    replace: '',
  },
];
