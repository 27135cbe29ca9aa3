import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { PLUGINS } from './plugins.js';

interface Entry {
  readonly anyOf: readonly { readonly examples?: readonly string[] }[];
}

it('editors offer every plugin known by a short name, by the schema of the config', () => {
  const { properties } = createRequire(import.meta.url)('@iotpnp/config/schema.json') as {
    readonly properties: {
      readonly transport: Entry;
      readonly provisioning: Entry;
      readonly plugins: { readonly items: Entry };
    };
  };
  const offered = ({ anyOf }: Entry) => anyOf[0]?.examples?.toSorted();
  const known = (kind: keyof typeof PLUGINS) => Object.keys(PLUGINS[kind]).toSorted();
  expect(offered(properties.transport)).toEqual(known('transport'));
  expect(offered(properties.provisioning)).toEqual([...known('provisioning'), 'local'].toSorted());
  expect(offered(properties.plugins.items)).toEqual(known('plugins'));
});
