import { closest, type Problem, type Where } from '@iotpnp/core';

export interface UnknownPluginContext {
  readonly kind: string;
  /** The plugins of that kind. */
  readonly names: readonly string[];
  readonly where: Where;
}

export function unknownPlugin(use: string, { kind, names, where }: UnknownPluginContext): Problem {
  const near = closest(use, names);
  return {
    code: 'PNP_PLUGIN_UNKNOWN',
    message: `there is no ${kind} plugin "${use}"`,
    hint: near ? `did you mean "${near}"?` : hintOf(use, names),
    where,
  };
}

/** Installing what merely looks like a word could be anybody's package. */
const PACKAGE = /^@[^/]+\/|-/u;

function hintOf(use: string, names: readonly string[]): string {
  if (use.startsWith('.')) return 'correct the path, which is relative to the config that names it';
  if (PACKAGE.test(use)) return `correct the name, or install the package: npm install ${use}`;
  return `known here: ${names.join(', ')}; others by the name of their package, or by ./path`;
}
