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
    if (!isJsonObject(value) || fact === 'comment') return textProblems(fact, value, version);
    return Object.entries(value).flatMap(([language, text]) => [
      ...languageProblems(fact, language),
      ...textProblems(fact, text, version),
    ]);
  });
}

/** The display facts of an element of a DTDL document, as they stand there. */
export function describedFromDtdl(element: JsonObject): Described {
  const present = FACTS.filter((fact) => Object.hasOwn(element, fact));
  return Object.fromEntries(present.map((fact) => [fact, element[fact]]));
}

/** The part of BCP 47 that DTDL allows: language, script, region. */
const LANGUAGE = /^[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;

function languageProblems(fact: string, language: string): readonly Problem[] {
  if (LANGUAGE.test(language)) return [];
  const message = `${fact} has a text for ${JSON.stringify(language)}, which is no language tag`;
  return [
    {
      code: 'PNP_MODEL_BAD_TEXT',
      message,
      hint: 'write one like en or pt-BR',
      where: { key: fact },
    },
  ];
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
