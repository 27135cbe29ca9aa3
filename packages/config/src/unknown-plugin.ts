import { closest, type Problem, type Where } from '@iotpnp/core';
import { looksSecret } from './describe-value.js';

export interface UnknownPluginContext {
  readonly kind: string;
  /** The plugins of that kind. */
  readonly names: readonly string[];
  readonly where: Where;
}

export function unknownPlugin(use: string, context: UnknownPluginContext): Problem {
  const { kind, names, where } = context;
  // a secret in a name's place is not shown
  const isSecret = looksSecret(use);
  const name = isSecret ? 'of this name, which looks like a secret' : `"${use}"`;
  const hint = isSecret
    ? 'write the name of a plugin here, and the secret into its options'
    : hintOf(use, names);
  return { code: 'PNP_PLUGIN_UNKNOWN', message: `there is no ${kind} plugin ${name}`, hint, where };
}

/** Installing what merely looks like a word could be anybody's package. */
const PACKAGE = /^@[^/]+\/|-/u;

function hintOf(use: string, names: readonly string[]): string {
  const near = closest(use, names);
  if (near) return `did you mean "${near}"?`;
  if (use.startsWith('.')) return 'correct the path, which is relative to the config that names it';
  if (PACKAGE.test(use)) return `correct the name, or install the package: npm install ${use}`;
  return `known here: ${names.join(', ')}; others by the name of their package, or by ./path`;
}
