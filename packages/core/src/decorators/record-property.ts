import type { SchemaLike } from '@iotpnp/model';
import { onValue } from './member-rules.js';
import { schemaAt } from './schema-at.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { PropertyOptions } from './types/options.js';

/** What `@Property` and `@Writable` have in common. */
export function recordProperty(
  decorator: '@Property' | '@Writable',
  given: readonly [schema?: SchemaLike, options?: PropertyOptions],
  call: DecoratorCall,
): void {
  const site = siteOf(decorator, call);
  if (!site || !onValue(site)) return;
  const { draft, key, on } = site;
  const [, options = {}] = given;
  const writable = decorator === '@Writable';
  draft.members.push({
    kind: 'property',
    key,
    on,
    writable,
    schema: schemaAt(site, given),
    options,
  });
}
