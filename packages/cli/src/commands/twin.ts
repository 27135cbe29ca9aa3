import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { Service, Twin } from '@iotpnp/service';
import { cliError } from '../error-codes.js';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { jsonOrText } from '../options/json-text.js';
import { print, type CommandContext } from './command-context.js';

export interface TwinFlags extends HubFlags {
  readonly tags?: boolean;
  readonly json?: boolean;
}

/** Prints a twin: as JSON over several lines, or with `--json` on one, all of it. */
export function twinGet(target: string, flags: TwinFlags, context: CommandContext): Promise<void> {
  return withService(flags, context, async (service) => {
    const twin = await service.twin(target, { signal: context.stop.signal });
    const { metadata: _, ...shown } = twin;
    print(context, flags.json === true ? JSON.stringify(twin) : JSON.stringify(shown, null, 2));
  });
}

/** Merges into desired properties, or tags, and prints them as they are then. */
export function twinSet(
  target: string,
  { changes, flags }: { changes: readonly string[]; flags: TwinFlags },
  context: CommandContext,
): Promise<void> {
  const patch = patchOf(changes);
  return withService(flags, context, async (service) => {
    const { signal } = context.stop;
    const section = flags.tags === true ? 'tags' : 'desired';
    const told = flags.tags === true || patch.isWhole ? patch.json : await marked(service);
    const twin = await service.updateTwin(target, { [section]: told }, { signal });
    const json = twin[section];
    print(context, flags.json === true ? JSON.stringify(json) : JSON.stringify(json, null, 2));

    async function marked(of: Service): Promise<JsonObject> {
      return withComponentMarkers(patch.json, await of.twin(target, { signal }));
    }
  });
}

interface Patch {
  readonly json: JsonObject;
  /** Whether it was written as JSON, and is sent as it is. */
  readonly isWhole: boolean;
}

function patchOf(changes: readonly string[]): Patch {
  const [only = ''] = changes;
  if (changes.length === 1 && /^\s*\{/.test(only)) {
    const json = jsonOrText(only, 'the change');
    if (isJsonObject(json)) return { json, isWhole: true };
  }
  let json: JsonObject = {};
  for (const change of changes) json = merged(json, pathAndValue(change));
  return { json, isWhole: false };
}

/** `thermostat1.targetTemperature=23`. What is no JSON is a text; `null` removes. */
function pathAndValue(change: string): { path: readonly string[]; value: Json } {
  const at = change.indexOf('=');
  const path = change.slice(0, at).split('.');
  if (at < 1 || path.includes('')) {
    throw cliError('PNP_BAD_OPTION', `this is no change of a twin: ${JSON.stringify(change)}`, {
      hint: 'write path=value, as thermostat1.targetTemperature=23, or one JSON object',
      where: { key: 'the change' },
    });
  }
  return { path, value: jsonOrText(change.slice(at + 1), change.slice(0, at)) };
}

function merged(
  json: JsonObject,
  { path, value }: { path: readonly string[]; value: Json },
): JsonObject {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return { ...json, [name]: value };
  const inner = json[name];
  return { ...json, [name]: merged(isJsonObject(inner) ? inner : {}, { path: rest, value }) };
}

/** A part of a component carries the convention's marker, which only its twin tells of. */
function withComponentMarkers(patch: JsonObject, { desired, reported }: Twin): JsonObject {
  const isComponent = (name: string): boolean =>
    [desired[name], reported[name]].some((part) => isJsonObject(part) && part['__t'] === 'c');
  return Object.fromEntries(
    Object.entries(patch).map(([name, part]) => [
      name,
      isJsonObject(part) && isComponent(name) ? { __t: 'c', ...part } : part,
    ]),
  );
}
