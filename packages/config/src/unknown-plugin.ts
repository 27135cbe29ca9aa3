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
    hint: near ? `did you mean "${near}"?` : `known here: ${names.join(', ')}`,
    where,
  };
}
