import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { Comparison, Condition, FunctionName, Operand, Path } from './query.js';

/** Neither true nor false when a value is not there, or two are of different kinds. */
type Truth = boolean | undefined;

/** Whether a row meets a condition; a condition that is neither true nor false is not met. */
export function meets(row: JsonObject, condition: Condition | undefined): boolean {
  return condition === undefined || truthOf(condition, row) === true;
}

/** The value at the end of a path; the first name in any case, as twins are read by `DeviceId` too. */
export function valueAt(row: JsonObject, path: Path): Json | undefined {
  let value: Json | undefined = row;
  for (const [depth, name] of path.entries()) {
    if (!isJsonObject(value)) return undefined;
    value = Object.hasOwn(value, name)
      ? value[name]
      : depth === 0
        ? inAnyCase(value, name)
        : undefined;
  }
  return value;
}

function inAnyCase(row: JsonObject, name: string): Json | undefined {
  const key = Object.keys(row).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : row[key];
}

function truthOf(condition: Condition, row: JsonObject): Truth {
  switch (condition.kind) {
    case 'and':
      return every(condition.conditions, row, false);
    case 'or':
      return every(condition.conditions, row, true);
    case 'not':
      return not(truthOf(condition.inner, row));
    case 'comparison':
      return compare(condition.operator, of(condition.left, row), of(condition.right, row));
    case 'in':
      return among(
        of(condition.operand, row),
        condition.among.map((each) => of(each, row)),
      );
    case 'call':
      return call(
        condition.name,
        condition.operands.map((each) => of(each, row)),
      );
    default: {
      const value = of(condition.operand, row);
      return typeof value === 'boolean' ? value : undefined;
    }
  }
}

function of(operand: Operand, row: JsonObject): Json | undefined {
  return operand.kind === 'literal' ? operand.value : valueAt(row, operand.path);
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

/** One that is `winning` decides, false with AND, true with OR; else one that is neither does. */
function every(conditions: readonly Condition[], row: JsonObject, winning: boolean): Truth {
  let truth: Truth = !winning;
  for (const condition of conditions) {
    const next = truthOf(condition, row);
    if (next === winning) return winning;
    if (next === undefined) truth = undefined;
  }
  return truth;
}

/** Only primitive values of one kind compare. */
function compare(operator: Comparison, left: Json | undefined, right: Json | undefined): Truth {
  if (!isPrimitive(left) || !isPrimitive(right) || kindOf(left) !== kindOf(right)) return undefined;
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (left === null || right === null) return undefined;
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

function among(value: Json | undefined, list: readonly (Json | undefined)[]): Truth {
  if (!isPrimitive(value)) return undefined;
  return list.some((each) => compare('=', value, each) === true);
}

function call(name: FunctionName, [value, other]: readonly (Json | undefined)[]): Truth {
  switch (name) {
    case 'is_defined':
      return value !== undefined;
    case 'is_null':
      return value === null;
    case 'is_string':
      return typeof value === 'string';
    case 'is_number':
      return typeof value === 'number';
    case 'is_bool':
      return typeof value === 'boolean';
    case 'is_object':
      return isJsonObject(value);
    case 'is_array':
      return Array.isArray(value);
    case 'is_primitive':
      return isPrimitive(value);
    default:
      if (typeof value !== 'string' || typeof other !== 'string') return undefined;
      if (name === 'starts_with') return value.startsWith(other);
      return name === 'ends_with' ? value.endsWith(other) : value.includes(other);
  }
}

function isPrimitive(value: Json | undefined): value is string | number | boolean | null {
  return value !== undefined && (value === null || typeof value !== 'object');
}

function kindOf(value: string | number | boolean | null): string {
  return value === null ? 'null' : typeof value;
}
