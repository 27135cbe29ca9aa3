import {
  closest,
  type PluginDefinition,
  type Problem,
  type StandardIssue,
  type Where,
} from '@iotpnp/core';
import type { ConfigKey } from './config.types.js';

export interface OptionsContext {
  /** The name the plugin is used by. */
  readonly use: string;
  readonly key: ConfigKey;
  readonly where: Where;
}

/** What is wrong with a plugin's options: one problem for each of them. */
export function optionProblems(
  issues: readonly StandardIssue[],
  definition: PluginDefinition,
  context: OptionsContext,
): Problem[] {
  const known = knownOptions(definition.options);
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((part) =>
      String(typeof part === 'object' ? part.key : part),
    );
    const unknown = unrecognized(issue);
    if (!unknown) return [badOption(issue.message, path.join('.'), context)];
    // inside an option the names are not known
    const names = path.length === 0 ? known : [];
    return unknown.map((name) => unknownOption([...path, name].join('.'), names, context));
  });
}

function badOption(message: string, option: string, context: OptionsContext): Problem {
  const { use, key } = context;
  return {
    code: 'PNP_PLUGIN_BAD_OPTION',
    message: `plugin ${use}: ${option ? `${option}: ` : ''}${message}`,
    hint: option ? `correct ${option} in ${key}` : `correct the options in ${key}`,
    where: placeOf(option, context),
  };
}

function unknownOption(option: string, known: readonly string[], context: OptionsContext): Problem {
  const near = closest(option, known);
  const listed = known.length > 0 ? `the options of ${context.use} are ${known.join(', ')}` : '';
  return {
    code: 'PNP_PLUGIN_BAD_OPTION',
    message: `plugin ${context.use}: unknown option "${option}"`,
    hint: near ? `did you mean "${near}"?` : listed || `remove ${option}`,
    where: placeOf(option, context),
  };
}

/** An environment variable is one value: no key inside it. */
function placeOf(option: string, { where, key }: OptionsContext): Where {
  return option && where.file ? { ...where, key: `${key}.${option}` } : where;
}

/** A standard issue has a message only; zod's own names the keys. */
function unrecognized(issue: StandardIssue): readonly string[] | undefined {
  const { code, keys } = issue as { code?: unknown; keys?: readonly string[] };
  return code === 'unrecognized_keys' ? keys : undefined;
}

/** As far as the schema tells: an object's of zod does. */
function knownOptions(schema: PluginDefinition['options']): readonly string[] {
  const { shape } = schema as { shape?: unknown };
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}
