import {
  definePlugin,
  silentLogger,
  type MiddlewarePlugin,
  type PluginContext,
} from '@iotpnp/core';
import { z } from 'zod';

const options = z.strictObject({
  /** Where the device stands, as Acme names its sites. */
  site: z.string().regex(/^[a-z]+(?:-[a-z0-9]+)*$/u, 'must be lower case, as hall-2'),
});

export type SiteOptions = z.input<typeof options>;

/** Says with each telemetry message where the device stands, for the back end to sort by. */
export function site(given: SiteOptions, context?: PluginContext): MiddlewarePlugin {
  const { site: name } = options.parse(given);
  const { log } = context ?? { log: silentLogger };
  return {
    kind: 'middleware',
    name: 'acme-site',
    apiVersion: 1,
    onSession: ({ session }) =>
      log.info('device stands at a site', { site: name, model: session.model.id }),
    telemetry: (message, next) =>
      next({ ...message, properties: { site: name, ...message.properties } }),
  };
}

export default definePlugin({
  name: 'acme-site',
  apiVersion: 1,
  options,
  create: (given: z.output<typeof options>, context) => site(given, context),
});
