import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { objectIn, textIn } from '../http/json-fields.js';
import { parseQuery, parseTargets } from '../query/parse-query.js';
import { runQuery } from '../query/run-query.js';
import {
  checkContent,
  type Configuration,
  type ConfigurationContent,
} from '../state/configuration.js';
import { newEtag, newGenerationId } from '../state/etag.js';
import type { HubState } from '../state/hub-state.js';
import { rowsOf } from './query-endpoints.js';
import { invalid } from './rest-error.js';

/** Source: "Automatic device management", the form of ids. */
const ID = /^[a-z0-9\-:+%_#*?!(),=@;$']{1,128}$/u;

/** A configuration as back ends read it, with the counts of this moment. */
export function configurationJson(configuration: Configuration, state: HubState): JsonObject {
  const { id, schemaVersion, labels, content, targetCondition, priority } = configuration;
  const { targeted, applied } = state.configurations.targets(configuration);
  const counts = Object.entries(configuration.metricQueries).map(([name, text]) => {
    const query = parseQuery(text);
    return [name, runQuery(query, rowsOf(state, query.from)).length] as const;
  });
  return {
    id,
    schemaVersion,
    labels,
    content: { ...content },
    targetCondition,
    createdTimeUtc: new Date(configuration.createdTime).toISOString(),
    lastUpdatedTimeUtc: new Date(configuration.lastUpdatedTime).toISOString(),
    priority,
    systemMetrics: { results: { targetedCount: targeted.length, appliedCount: applied.length } },
    metrics: { results: Object.fromEntries(counts), queries: configuration.metricQueries },
    etag: configuration.etag,
  };
}

interface Written {
  readonly id: string;
  readonly known: Configuration | undefined;
  readonly now: number;
}

/**
 * What a back end wrote of a configuration. The content of one there is stays as it is.
 * @throws RestError, QueryError, and those of {@link checkContent}
 */
export function configurationInput(body: JsonObject, { id, known, now }: Written): Configuration {
  if (!ID.test(id)) throw invalid('the id of a configuration has 1 to 128 characters, no capitals');
  if ((textIn(body, 'id') ?? id) !== id) throw invalid('id is not the one in the address');
  const targetCondition = textIn(body, 'targetCondition') ?? '';
  if (targetCondition.trim() !== '') parseTargets(targetCondition);
  const priority = body['priority'] ?? 0;
  if (typeof priority !== 'number' || priority < 0) throw invalid('priority is a number from 0 on');
  const content = contentIn(body);
  if (known !== undefined && !isDeepStrictEqual(content, known.content)) {
    throw invalid('the content of a configuration cannot be changed, make another');
  }
  return {
    id,
    generation: known?.generation ?? newGenerationId(),
    etag: newEtag(),
    createdTime: known?.createdTime ?? now,
    lastUpdatedTime: now,
    schemaVersion: textIn(body, 'schemaVersion') ?? '1.0',
    labels: objectIn(body, 'labels') ?? {},
    content,
    targetCondition,
    priority,
    metricQueries: metricQueriesIn(body),
  };
}

function contentIn(body: JsonObject): ConfigurationContent {
  const content = contentOf(objectIn(body, 'content') ?? {});
  checkContent(content);
  return content;
}

/** The three parts of a content, those that are there. @throws RestError */
export function contentOf(content: JsonObject): ConfigurationContent {
  const parts = ['deviceContent', 'moduleContent', 'modulesContent'] as const;
  return Object.fromEntries(
    parts.flatMap((part) => {
      const given = objectIn(content, part);
      return given === undefined ? [] : [[part, given]];
    }),
  );
}

function metricQueriesIn(body: JsonObject): Readonly<Record<string, string>> {
  const queries = objectIn(objectIn(body, 'metrics') ?? {}, 'queries') ?? {};
  return Object.fromEntries(
    Object.entries(queries).map(([name, text]) => {
      if (typeof text !== 'string') throw invalid(`the query ${name.slice(0, 100)} is a text`);
      parseQuery(text);
      return [name, text];
    }),
  );
}

/** What is wrong with queries, by name; none that are right. */
export function queryErrors(queries: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(queries).flatMap(([name, text]) => {
      const fault = typeof text === 'string' ? faultOf(() => parseQuery(text)) : 'no text';
      return fault === undefined ? [] : [[name, fault]];
    }),
  );
}

export function faultOf(understand: () => unknown): string | undefined {
  try {
    understand();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The names of the modules that a content for IoT Edge is to run. */
export function edgeModuleIds(modulesContent: JsonObject): readonly string[] {
  const agent = modulesContent['$edgeAgent'];
  const desired = isJsonObject(agent) ? agent['properties.desired'] : undefined;
  const modules = isJsonObject(desired) ? desired['modules'] : undefined;
  return isJsonObject(modules) ? Object.keys(modules) : [];
}
