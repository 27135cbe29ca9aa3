import {
  definePlugin,
  isAckValue,
  reportedPatch,
  reportedProperties,
  type Json,
  type MiddlewarePlugin,
  type PluginContext,
  type ReportedProperty,
} from '@iotpnp/core';
import { z } from 'zod';
import { checkedOptions } from '../checked-options.js';
import { memberName } from '../member-name.js';
import { UnknownMembers } from './unknown-members.js';

const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?$/u;
const member = z
  .string()
  .regex(NAME, "must be the name of a member, as 'owner' or 'thermostat1.position'");

const options = z
  .strictObject({
    /** Members that are not sent at all. */
    drop: z.array(member).default([]),
    /** Members that are sent as this JSON value instead. */
    replace: z.record(member, z.json()).default({}),
  })
  .superRefine(({ drop, replace }, context) => {
    for (const name of drop.filter((each) => Object.hasOwn(replace, each))) {
      const message = `${name} is to be dropped already`;
      context.addIssue({ code: 'custom', message, path: ['replace', name] });
    }
    if (drop.length > 0 || Object.keys(replace).length > 0) return;
    context.addIssue({ code: 'custom', message: 'name a member in drop or replace', path: [] });
  });

export type RedactOptions = z.input<typeof options>;

/**
 * Keeps members from leaving the device, in telemetry and reported properties. Members are named as in
 * `telemetry` of a config: `thermostat1.position`, or `owner` of the default component.
 * @throws {PnpError} `PNP_MIDDLEWARE_BAD_OPTION`
 * @example redactMiddleware({ drop: ['thermostat1.position'], replace: { owner: 'anonymous' } }, { log })
 */
export function redactMiddleware(given: RedactOptions, context?: PluginContext): MiddlewarePlugin {
  const { drop, replace } = checkedOptions(options, given, 'redact');
  const edits = new Map<string, Json | undefined>([
    ...drop.map((name) => [name, undefined] as const),
    ...(Object.entries(replace) as [string, Json][]),
  ]);
  const unknown = new UnknownMembers([...edits.keys()], context?.log);
  return {
    kind: 'middleware',
    name: 'redact',
    apiVersion: 1,
    onSession: ({ session }) => unknown.look(session.model),
    async telemetry(operation, next) {
      const { component, values } = operation;
      const entries = Object.entries(values).map(([property, value]) => ({
        component,
        property,
        value,
      }));
      const kept = edited(entries, edits);
      if (kept === undefined) return next(operation);
      if (kept.length === 0) return undefined;
      const left = Object.fromEntries(kept.map(({ property, value }) => [property, value]));
      return next({ ...operation, values: left });
    },
    async report(operation, next) {
      const kept = edited(reportedProperties(operation.patch), edits);
      if (kept === undefined) return next(operation);
      return kept.length === 0 ? undefined : next({ ...operation, patch: reportedPatch(kept) });
    },
  };
}

/** The middleware by name: `plugins: [{ use: redact, drop: [...] }]` in a config. */
export default definePlugin({
  name: 'redact',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>, context) => redactMiddleware(given, context),
});

/** What is left, in order; undefined where there is nothing to change, which is most of the time. */
function edited(
  entries: readonly ReportedProperty[],
  edits: ReadonlyMap<string, Json | undefined>,
): ReportedProperty[] | undefined {
  if (!entries.some((entry) => edits.has(memberName(entry)))) return undefined;
  return entries.flatMap((entry) => {
    const name = memberName(entry);
    // null takes a property out of the twin: it says nothing of the value
    if (!edits.has(name) || entry.value === null) return [entry];
    const instead = edits.get(name);
    return instead === undefined ? [] : [{ ...entry, value: within(entry.value, instead) }];
  });
}

/** An acknowledgment keeps what it says of the desired version. */
function within(value: Json, instead: Json): Json {
  return isAckValue(value) ? { ...value, value: instead } : instead;
}
