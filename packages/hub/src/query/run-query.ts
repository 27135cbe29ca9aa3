import type { Json, JsonObject } from '@iotpnp/model';
import { meets, valueAt } from './evaluate.js';
import type { Path, Query, Selected } from './query.js';

/** A result, and the row it is made of; none when it is made of several. */
export interface Result {
  readonly result: JsonObject;
  readonly row?: JsonObject;
}

/** What a query answers of these rows, in their order unless it says another. */
export function runQuery(query: Query, rows: readonly JsonObject[]): readonly Result[] {
  const { select, where, top } = query;
  const prefix = query.from.split('.');
  const met = rows.filter((row) => meets(scoped(row, prefix), where));
  const ordered = inOrder(met, query, prefix);
  const isGrouped = select?.some(({ aggregate }) => aggregate) ?? false;
  const results =
    isGrouped || query.groupBy.length > 0
      ? grouped(query, ordered, prefix).map((result) => ({ result }))
      : ordered.map((row) => ({
          row,
          result: select === undefined ? row : projected(select, scoped(row, prefix)),
        }));
  return top === undefined ? results : results.slice(0, top);
}

/** A row is itself, and also what its collection's name leads to: `devices.jobs.jobId`. */
function scoped(row: JsonObject, prefix: readonly string[]): JsonObject {
  const named = prefix.toReversed().reduce<JsonObject>((inner, name) => ({ [name]: inner }), row);
  return { ...named, ...row };
}

function inOrder(
  rows: readonly JsonObject[],
  { orderBy }: Query,
  prefix: readonly string[],
): readonly JsonObject[] {
  if (orderBy.length === 0) return rows;
  return rows.toSorted((left, right) => {
    for (const { path, descending } of orderBy) {
      const order = orderOf(
        valueAt(scoped(left, prefix), path),
        valueAt(scoped(right, prefix), path),
      );
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

/** What is not there first, then by kind, then by value. */
function orderOf(left: Json | undefined, right: Json | undefined): number {
  const kinds = rankOf(left) - rankOf(right);
  if (kinds !== 0 || left === right) return kinds;
  const isBelow = (left as string | number) < (right as string | number);
  return isBelow ? -1 : (left as string | number) > (right as string | number) ? 1 : 0;
}

function rankOf(value: Json | undefined): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  return ['boolean', 'number', 'string', 'object'].indexOf(typeof value) + 2;
}

function projected(select: readonly Selected[], row: JsonObject): JsonObject {
  return Object.fromEntries(
    select.flatMap(({ as, path }) => {
      const value = path === undefined ? undefined : valueAt(row, path);
      return value === undefined ? [] : [[as, value]];
    }),
  );
}

function grouped(
  { select = [], groupBy }: Query,
  rows: readonly JsonObject[],
  prefix: readonly string[],
): readonly JsonObject[] {
  const groups = new Map<string, JsonObject[]>();
  // Without GROUP BY all rows are one group, and so are none.
  if (groupBy.length === 0) groups.set('', []);
  for (const row of rows.map((each) => scoped(each, prefix))) {
    const key = groupBy.length === 0 ? '' : JSON.stringify(groupBy.map((path) => keyOf(row, path)));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) =>
    Object.fromEntries(
      select.flatMap((one) => {
        const value = valueOf(one, group);
        return value === undefined ? [] : [[one.as, value]];
      }),
    ),
  );
}

/** Tells what is not there from what is null. */
function keyOf(row: JsonObject, path: Path): readonly Json[] {
  const value = valueAt(row, path);
  return value === undefined ? [] : [value];
}

function valueOf({ path, aggregate }: Selected, group: readonly JsonObject[]): Json | undefined {
  const values = group.flatMap((row) => {
    const value = path === undefined ? undefined : valueAt(row, path);
    return value === undefined ? [] : [value];
  });
  if (aggregate === undefined) return values[0];
  if (aggregate === 'count') return path === undefined ? group.length : values.length;
  const numbers = values.filter((value) => typeof value === 'number');
  if (aggregate === 'sum') return sum(numbers);
  if (numbers.length === 0) return undefined;
  if (aggregate === 'avg') return sum(numbers) / numbers.length;
  const better = aggregate === 'min' ? Math.min : Math.max;
  return numbers.reduce((best, number) => better(best, number));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
