import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { TwinRecord } from '../state/twins.js';

/** One half of a component, or of the default one: values and metadata. */
interface Half {
  readonly values: JsonObject;
  readonly metadata: JsonObject;
}

const NOTHING: Half = { values: {}, metadata: {} };
/** The members of a reported writable property. Source: "IoT Plug and Play conventions". */
const ACKNOWLEDGEMENTS: ReadonlySet<string> = new Set(['value', 'ac', 'av', 'ad']);

/**
 * A twin in the form of a digital twin: what is desired and what is reported of a property in one place.
 * Source: "Understand IoT Plug and Play digital twins".
 */
export function digitalTwin(deviceId: string, twin: TwinRecord): JsonObject {
  const { modelId, desired, reported } = twin;
  const names = new Set([...Object.keys(reported.values), ...Object.keys(desired.values)]);
  const components = [...names].filter((name) => isComponentOf(twin, name));
  const own = merged(without(desired, components), without(reported, components));
  return {
    $dtId: deviceId,
    ...own.values,
    ...Object.fromEntries(
      components.map((name) => {
        const { values, metadata } = merged(inner(desired, name), inner(reported, name));
        return [name, { ...values, $metadata: metadata }];
      }),
    ),
    $metadata: { ...(modelId === undefined ? {} : { $model: modelId }), ...own.metadata },
  };
}

/** Whether a name is one of a component: either section says so. */
export function isComponentOf({ desired, reported }: TwinRecord, name: string): boolean {
  return [desired, reported].some(({ values }) => isComponent(valueOf(values, name)));
}

function isComponent(value: Json | undefined): boolean {
  return isJsonObject(value) && value['__t'] === 'c';
}

function merged(desired: Half, reported: Half): Half {
  const names = new Set([...Object.keys(reported.values), ...Object.keys(desired.values)]);
  names.delete('__t');
  const values: [string, Json][] = [];
  const metadata: [string, Json][] = [];
  for (const name of names) {
    const told = valueOf(reported.values, name);
    if (told !== undefined)
      values.push([name, isAcknowledged(told) ? (told['value'] ?? null) : told]);
    metadata.push([name, { ...ofDesired(desired, name), ...ofReported(reported, name, told) }]);
  }
  return { values: Object.fromEntries(values), metadata: Object.fromEntries(metadata) };
}

function ofDesired({ values, metadata }: Half, name: string): JsonObject {
  const desiredValue = valueOf(values, name);
  if (desiredValue === undefined) return {};
  const desiredVersion = stampOf(metadata, name, '$lastUpdatedVersion');
  return { desiredValue, ...(desiredVersion === undefined ? {} : { desiredVersion }) };
}

function ofReported({ metadata }: Half, name: string, told: Json | undefined): JsonObject {
  if (told === undefined) return {};
  const lastUpdateTime = stampOf(metadata, name, '$lastUpdated');
  const dated = lastUpdateTime === undefined ? {} : { lastUpdateTime };
  if (!isAcknowledged(told)) return dated;
  const { av, ac, ad } = told;
  return {
    ...(av === undefined ? {} : { ackVersion: av }),
    ...(ac === undefined ? {} : { ackCode: ac }),
    ...(ad === undefined ? {} : { ackDescription: ad }),
    ...dated,
  };
}

/** A value with its acknowledgement, and not a value that has members of these names. */
function isAcknowledged(told: Json): told is JsonObject {
  if (!isJsonObject(told) || !Object.hasOwn(told, 'value') || !Object.hasOwn(told, 'ac'))
    return false;
  return Object.keys(told).every((name) => ACKNOWLEDGEMENTS.has(name));
}

function stampOf(metadata: JsonObject, name: string, stamp: string): Json | undefined {
  const stamps = valueOf(metadata, name);
  return isJsonObject(stamps) ? stamps[stamp] : undefined;
}

function without({ values, metadata }: Half, names: readonly string[]): Half {
  const kept = Object.entries(values).filter(([name]) => !names.includes(name));
  return { values: Object.fromEntries(kept), metadata };
}

function inner({ values, metadata }: Half, name: string): Half {
  const [value, stamps] = [valueOf(values, name), valueOf(metadata, name)];
  if (!isJsonObject(value)) return NOTHING;
  return { values: value, metadata: isJsonObject(stamps) ? stamps : {} };
}

function valueOf(values: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
