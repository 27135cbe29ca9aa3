import { parseCondition } from './parse-condition.js';
import type { Aggregate, Collection, Condition, Path, Query, Selected } from './query.js';
import { QueryError } from './query-error.js';
import { TokenReader } from './token-reader.js';

const COLLECTIONS: ReadonlySet<string> = new Set<Collection>([
  'devices',
  'devices.modules',
  'devices.jobs',
]);
const AGGREGATES: ReadonlySet<string> = new Set<Aggregate>(['count', 'avg', 'sum', 'min', 'max']);

/**
 * Understands a query.
 * Source: "IoT Hub query language for device and module twins, jobs, and message routing". ORDER BY is
 * taken too, arithmetic and joins are not.
 * @throws QueryError
 */
export function parseQuery(text: string): Query {
  const tokens = new TokenReader(text);
  tokens.expectKeyword('select');
  const top = tokens.takeKeyword('top') ? { top: tokens.integer() } : {};
  const select = tokens.takeSign('*') ? undefined : parseSelected(tokens);
  const from = parseFrom(tokens);
  const query: Query = {
    ...top,
    ...(select === undefined ? {} : { select }),
    from,
    ...(tokens.takeKeyword('where') ? { where: parseCondition(tokens) } : {}),
    groupBy: parsePaths(tokens, 'group'),
    orderBy: parseOrder(tokens),
  };
  if (tokens.token.kind !== 'end') throw tokens.fault('the end of the query is expected');
  checkGroups(query);
  return query;
}

/**
 * Understands what may select the targets of a configuration or a job: `*`, a condition, or
 * `FROM devices.modules WHERE ...`.
 * @throws QueryError
 */
export function parseTargets(text: string): Pick<Query, 'from' | 'where'> {
  const tokens = new TokenReader(text);
  const from = tokens.isKeyword('from') ? parseFrom(tokens) : undefined;
  if (from === 'devices.jobs') throw new QueryError('devices or devices.modules are targets', 0);
  let where: Condition | undefined;
  const hasWhere = from === undefined || tokens.takeKeyword('where');
  if (hasWhere && !tokens.takeSign('*')) where = parseCondition(tokens);
  if (tokens.token.kind !== 'end') throw tokens.fault('the end of the condition is expected');
  return { from: from ?? 'devices', ...(where === undefined ? {} : { where }) };
}

function parseFrom(tokens: TokenReader): Collection {
  tokens.expectKeyword('from');
  const { at } = tokens.token;
  const from = tokens.path().join('.').toLowerCase();
  if (COLLECTIONS.has(from)) return from as Collection;
  throw new QueryError('devices, devices.modules or devices.jobs is expected', at);
}

function parseSelected(tokens: TokenReader): readonly Selected[] {
  const selected = [parseOne(tokens, 1)];
  while (tokens.takeSign(',')) selected.push(parseOne(tokens, selected.length + 1));
  return selected;
}

function parseOne(tokens: TokenReader, place: number): Selected {
  const path = tokens.path();
  const one = tokens.isSign('(') ? parseAggregate(tokens, path) : { path };
  const unnamed = 'aggregate' in one ? `$${place}` : (path.at(-1) ?? '');
  const as = tokens.takeKeyword('as') ? (tokens.path().at(-1) ?? '') : unnamed;
  return { as, ...one };
}

function parseAggregate(tokens: TokenReader, path: Path): Omit<Selected, 'as'> {
  const aggregate = path.join('.').toLowerCase();
  if (!AGGREGATES.has(aggregate)) throw tokens.fault(`there is no aggregate ${aggregate},`);
  tokens.expectSign('(');
  const counts = aggregate === 'count';
  if (counts) tokens.takeSign('*');
  const of = counts && tokens.isSign(')') ? undefined : tokens.path();
  tokens.expectSign(')');
  return { aggregate: aggregate as Aggregate, ...(of === undefined ? {} : { path: of }) };
}

function parsePaths(tokens: TokenReader, keyword: string): readonly Path[] {
  if (!tokens.takeKeyword(keyword)) return [];
  tokens.expectKeyword('by');
  const paths = [tokens.path()];
  while (tokens.takeSign(',')) paths.push(tokens.path());
  return paths;
}

function parseOrder(tokens: TokenReader): Query['orderBy'] {
  if (!tokens.takeKeyword('order')) return [];
  tokens.expectKeyword('by');
  const order: { path: Path; descending: boolean }[] = [];
  do {
    const path = tokens.path();
    const descending = tokens.takeKeyword('desc');
    if (!descending) tokens.takeKeyword('asc');
    order.push({ path, descending });
  } while (tokens.takeSign(','));
  return order;
}

/** What stands beside an aggregate is the same in the whole group, or nothing could be answered. */
function checkGroups({ select, groupBy, from }: Query): void {
  const isGrouped = groupBy.length > 0 || select?.some(({ aggregate }) => aggregate !== undefined);
  if (isGrouped !== true) return;
  if (from === 'devices.jobs') throw new QueryError('devices.jobs has no aggregates', 0);
  if (select === undefined) throw new QueryError('a group is not selected by *', 0);
  const groups = new Set(groupBy.map((path) => path.join('.')));
  for (const { path, aggregate } of select) {
    if (aggregate !== undefined || groups.has((path ?? []).join('.'))) continue;
    throw new QueryError(
      `${(path ?? []).join('.').slice(0, 100)} is selected and not grouped by`,
      0,
    );
  }
}
