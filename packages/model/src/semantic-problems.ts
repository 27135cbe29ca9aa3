import { closest } from './closest.js';
import type { Semantic } from './interface-model.js';
import type { Problem } from './pnp-error.js';
import { semanticUnits } from './quantitative-types.js';
import type { DtdlVersion, Schema } from './schema/schema.js';

/** What is wrong with the semantic type and the unit of a telemetry or a property. */
export function semanticProblems(
  { semanticType, unit }: Semantic,
  schema: Schema,
  version: DtdlVersion,
): readonly Problem[] {
  if (semanticType === undefined) return unit === undefined ? [] : [unitAlone(unit)];
  const units = semanticUnits(version).get(semanticType);
  if (units === undefined) return [unknownType(semanticType, version)];
  const problems: Problem[] = [];
  if (unit === undefined) {
    const message = `the semantic type ${semanticType} has no unit`;
    problems.push(fault(message, `give it one of ${units.join(', ')}`, 'unit'));
  } else if (!units.includes(unit)) {
    const near = closest(unit, units);
    const hint = near ? `did you mean '${near}'?` : `use one of ${units.join(', ')}`;
    problems.push(fault(`${unit} is not a unit of ${semanticType}`, hint, 'unit'));
  }
  if (!schema.numeric) {
    const message = `the semantic type ${semanticType} is for numbers, not for ${schema.kind}`;
    problems.push(fault(message, 'use double, float or one of the integers', 'schema'));
  }
  return problems;
}

function unitAlone(unit: string): Problem {
  return fault(
    `the unit ${unit} has no semantic type`,
    "say what it measures: type: 'Temperature'",
    'unit',
  );
}

function unknownType(semanticType: string, version: DtdlVersion): Problem {
  const near = closest(semanticType, [...semanticUnits(version).keys()]);
  const message = `${semanticType} is not a semantic type of DTDL v${version}`;
  return fault(message, near ? `did you mean '${near}'?` : 'leave out type and unit', 'type');
}

function fault(message: string, hint: string, key: string): Problem {
  return { code: 'PNP_MODEL_BAD_UNIT', message, hint, where: { key } };
}
