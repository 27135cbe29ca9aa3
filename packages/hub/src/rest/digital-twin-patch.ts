import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { textIn } from '../http/json-fields.js';
import { mergePatch } from '../state/merge-patch.js';
import { replacementPatch } from '../state/replacement-patch.js';
import type { TwinRecord } from '../state/twins.js';
import { isComponentOf } from './digital-twin.js';
import { invalid } from './rest-error.js';

/** Of this hub. Each operation looks at the whole of the twin. */
const MAX_OPERATIONS = 100;
/** As deep as twins are. */
const MAX_PATH = 10;

interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  /** The names on the way, unescaped. */
  readonly path: readonly string[];
  readonly value: Json;
}

/**
 * What a JSON Patch (RFC 6902) of a digital twin means for the desired properties, as a merge patch.
 * The ways: a property, a component, a property of a component, and members of a property that is an
 * object. `test`, `copy` and `move` are not taken.
 * Source: "Manage IoT Plug and Play digital twins".
 * @throws RestError ArgumentInvalid
 */
export function desiredPatchOf(patch: Json, twin: TwinRecord): JsonObject {
  if (!Array.isArray(patch)) throw invalid('the body is an array of JSON Patch operations');
  if (patch.length > MAX_OPERATIONS)
    throw invalid(`at most ${MAX_OPERATIONS} operations are taken`);
  const before = twin.desired.values;
  let after = before;
  let whole: JsonObject = {};
  for (const given of patch as readonly Json[]) {
    const next = patchOf(operationOf(given), {
      ...twin,
      desired: { ...twin.desired, values: after },
    });
    after = mergePatch(after, next);
    whole = composed(whole, next, before);
  }
  return whole;
}

function operationOf(given: Json): Operation {
  if (!isJsonObject(given)) throw invalid('an operation is an object');
  const op = textIn(given, 'op');
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw invalid('op is add, replace or remove');
  }
  const written = textIn(given, 'path') ?? '';
  const path = written.split('/').slice(1);
  if (!written.startsWith('/') || path.includes('')) throw invalid('path leads to no property');
  if (path.length > MAX_PATH) throw invalid(`a path has ${MAX_PATH} names at most`);
  if (path.some((name) => name.startsWith('$') || name === '__t'))
    throw invalid(`${written.slice(0, 100)} is not to be changed`);
  const { value } = given;
  if (op !== 'remove' && (value === undefined || value === null)) {
    throw invalid(`${op} ${written.slice(0, 100)} has no value`);
  }
  const names = path.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { op, path: names, value: value ?? null };
}

function patchOf(operation: Operation, twin: TwinRecord): JsonObject {
  const { path, value, op } = operation;
  const [name = '', ...inside] = path;
  checkThere(operation, twin);
  if (inside.length > 0) return { [name]: insidePatch(operation, twin) };
  const current = valueAt(twin.desired.values, path);
  if (op === 'remove') return { [name]: null };
  if (isJsonObject(value) && (isComponentOf(twin, name) || Object.hasOwn(value, '$metadata'))) {
    const { $metadata: _metadata, ...properties } = value;
    return { [name]: replacing(current, { __t: 'c', ...properties }) };
  }
  return { [name]: replacing(current, value) };
}

/** Of a component, unless the name is known to be one of a property. */
function insidePatch({ path, value, op }: Operation, twin: TwinRecord): JsonObject {
  const [name = '', ...inside] = path;
  const current = valueAt(twin.desired.values, path);
  const innermost = op === 'remove' ? null : replacing(current, value);
  const nested = inside.reduceRight<Json>((inner, each) => ({ [each]: inner }), innermost);
  const isProperty =
    !isComponentOf(twin, name) &&
    [twin.desired, twin.reported].some(({ values }) => Object.hasOwn(values, name));
  return { ...(isProperty ? {} : { __t: 'c' }), ...(nested as JsonObject) };
}

/** What is to be replaced or removed has to be there: desired, or reported. */
function checkThere({ op, path }: Operation, { desired, reported }: TwinRecord): void {
  if (op === 'add') return;
  const sections = op === 'remove' ? [desired] : [desired, reported];
  if (sections.some(({ values }) => valueAt(values, path) !== undefined)) return;
  throw invalid(`there is nothing to ${op} at /${path.join('/')}`);
}

function replacing(current: Json | undefined, value: Json): Json {
  const merges = isJsonObject(current) && isJsonObject(value);
  return merges ? replacementPatch(current, value) : value;
}

/** One merge patch that does what both do, one after the other, to `before`. */
function composed(first: JsonObject, second: JsonObject, before: JsonObject): JsonObject {
  const whole = new Map<string, Json>(Object.entries(first));
  for (const [name, value] of Object.entries(second)) {
    const earlier = whole.get(name);
    const current = valueAt(before, [name]);
    if (isJsonObject(value) && isJsonObject(earlier)) {
      whole.set(name, composed(earlier, value, isJsonObject(current) ? current : {}));
    } else whole.set(name, earlier === undefined ? value : replacing(current, value));
  }
  return Object.fromEntries(whole);
}

function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = values;
  for (const name of path) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}
