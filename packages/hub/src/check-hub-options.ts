import { closest } from '@iotpnp/model';
import { hubError } from './error-codes.js';
import type { HubOptions, MessageLogOptions } from './hub-options.js';

type Rule = readonly [what: string, fits: (value: unknown) => boolean];
/** A rule for each option there is, and for no other. */
type Rules<T> = { readonly [Name in keyof T]-?: Rule };

const TEXT: Rule = ['a text that is not empty', isFilled];
const PORT: Rule = ['a whole number from 0 to 65535', isPort];
const ANY: Rule = ['anything', () => true];

const OPTIONS: Rules<HubOptions> = {
  host: [
    'an address, or an array of some',
    (value) => isFilled(value) || isArrayOf(value, isFilled),
  ],
  port: PORT,
  alsoPorts: ['an array of whole numbers from 0 to 65535', isPorts],
  hostName: TEXT,
  dataDir: TEXT,
  clock: ['an object with the functions now and after', isClock],
  tier: ["'free' or 's1'", (value) => value === 'free' || value === 's1'],
  messageLog: ['an object', isRecord],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
};

/** What its limits may be is said where they are kept. */
const MESSAGE_LOG: Rules<MessageLogOptions> = { maxMessages: ANY, maxBytes: ANY, also: ANY };

/** Options are what their type says, also where nobody checks types. @throws PNP_HUB_OPTION_INVALID */
export function checkHubOptions(options: HubOptions): void {
  check('startHub', options, OPTIONS);
  if (options.messageLog !== undefined) check('messageLog', options.messageLog, MESSAGE_LOG);
}

function check(of: string, given: unknown, rules: { readonly [name: string]: Rule }): void {
  if (!isRecord(given))
    throw invalid(of, `${of} takes an object`, `give an object, as { port: 0 }`);
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) throw unknown(of, name, Object.keys(rules));
    const [what, fits] = rule;
    if (value !== undefined && !fits(value)) {
      throw invalid(name, `${name} has to be ${what}`, `give ${what}, or leave it out`);
    }
  }
}

function unknown(of: string, name: string, names: readonly string[]): Error {
  const meant = closest(name, names);
  const hint = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
  return invalid(name, `${of} has no option ${JSON.stringify(name)}`, hint);
}

function invalid(key: string, message: string, hint: string): Error {
  return hubError('PNP_HUB_OPTION_INVALID', message, { hint, where: { key } });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;
}

function isPorts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isPort);
}

function isArrayOf(value: unknown, fits: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(fits);
}

function isClock(value: unknown): boolean {
  return isRecord(value) && ['now', 'after'].every((name) => typeof value[name] === 'function');
}
