import type { Described } from './interface-model.js';
import { isJsonObject, type JsonObject } from './json.js';
import { LIMITS } from './limits.js';
import type { Problem } from './pnp-error.js';
import type { DtdlVersion } from './schema/schema.js';

const FACTS = ['displayName', 'description', 'comment'] as const;

/** The display facts alone, in DTDL's order, the absent ones left out. */
export function describedToDtdl(facts: Described): JsonObject {
  const present = FACTS.flatMap((fact) => {
    const text = facts[fact];
    return text === undefined ? [] : [[fact, text] as const];
  });
  return Object.fromEntries(present);
}

/** Display facts of unknown origin (untyped code, a DTDL file) that are too long or no texts. */
export function describedProblems(facts: Described, version: DtdlVersion): readonly Problem[] {
  return FACTS.flatMap((fact) => {
    const value: unknown = facts[fact];
    const texts = isJsonObject(value) && fact !== 'comment' ? Object.values(value) : [value];
    return texts.flatMap((text) => textProblems(fact, text, version));
  });
}

function textProblems(
  fact: (typeof FACTS)[number],
  text: unknown,
  version: DtdlVersion,
): readonly Problem[] {
  if (text === undefined) return [];
  const where = { key: fact };
  if (typeof text !== 'string') {
    const hint =
      fact === 'comment' ? 'write a text' : "write a text, or texts by language: { en: 'Pump' }";
    return [{ code: 'PNP_MODEL_BAD_TEXT', message: `${fact} is not a text`, hint, where }];
  }
  const longest = LIMITS[version][fact];
  if (text.length <= longest) return [];
  const message = `${fact} has ${text.length} characters; DTDL v${version} allows ${longest}`;
  return [{ code: 'PNP_MODEL_LIMIT', message, hint: `shorten the ${fact}`, where }];
}
