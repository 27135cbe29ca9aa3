import type { Env } from '@iotpnp/config';

/** Whether output to a stream is coloured: on a terminal, unless NO_COLOR or FORCE_COLOR say otherwise. */
export function wantsColour(env: Env, stream: { readonly isTTY?: boolean }): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
