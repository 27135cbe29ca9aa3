import type { Env, PluginUse, ResolvedConfig } from '@iotpnp/config';
import { cliError } from '../error-codes.js';
import { shownPath } from '../errors/shown-path.js';

/** Where a device's identity comes from. */
export type IdentitySource =
  | { readonly kind: 'plugin'; readonly use: PluginUse }
  /** `unasked`: on a terminal, where nothing is configured. */
  | { readonly kind: 'local-hub'; readonly unasked: boolean };

export interface Circumstances {
  readonly local: boolean;
  readonly env: Env;
  readonly cwd: string;
  /** Whether a person sits at both standard input and output. */
  readonly interactive: boolean;
}

/** A lost secret must not start a pretend hub in the field: unasked, the embedded hub is for a person at a terminal only. */
export function identitySource(
  { provisioning, file }: ResolvedConfig,
  { local, env, cwd, interactive }: Circumstances,
): IdentitySource {
  if (local || provisioning?.use === 'local') return { kind: 'local-hub', unasked: false };
  if (provisioning) return { kind: 'plugin', use: provisioning };
  const inCi = Boolean(env['CI']) && env['CI'] !== 'false';
  if (interactive && !inCi && env['NODE_ENV'] !== 'production') {
    return { kind: 'local-hub', unasked: true };
  }
  const lookedFor = [
    file === undefined
      ? 'a config file with provisioning (there is no config file)'
      : `provisioning in ${shownPath(file, cwd)}`,
    'PNP_PROVISIONING, PNP_CONNECTION_STRING in the environment',
    'IOTHUB_DEVICE_CONNECTION_STRING in the environment',
  ];
  throw cliError(
    'PNP_NO_CREDENTIALS',
    ['nothing says which device this is; looked for', ...lookedFor].join('\n- '),
    {
      hint: 'set one of them, or pass --local to run against the embedded hub',
      where: { file: cwd },
    },
  );
}
