import { schemaOf, type SchemaLike } from '@iotpnp/model';
import type { PayloadDraft } from '../draft.js';
import { onMethod } from './member-rules.js';
import { siteOf, type DecoratorCall } from './site.js';
import type { CommandDecorator } from './types/decorators.js';
import type { ValueOf } from './types/fits.js';
import type { CommandOptions, PayloadOptions } from './types/options.js';

/**
 * Makes a method a command (DTDL: Command). It is called with the request, where one is declared, and a
 * `CommandContext`; what it returns is the response, and only a declared response can be returned. Throw
 * `CommandError` for a status of its own.
 * @example
 * ```ts
 * @Command({ request: 'integer' }) reboot(delaySeconds: number) {}
 *
 * @Command({ request: { name: 'since', schema: 'dateTime' }, response: TempReport })
 * getMaxMinReport(since: Date, { signal }: CommandContext) { return this.history.report(since, signal); }
 * ```
 */
export function Command<const Q extends SchemaLike = never, const R extends SchemaLike = never>(
  options: CommandOptions<Q, R> = {},
): CommandDecorator<ValueOf<Q>, ValueOf<R>> {
  const { request, response, ...rest } = options;
  return (...call: DecoratorCall): void => {
    const site = siteOf('@Command', call);
    if (!site || !onMethod(site)) return;
    const { draft, key, on } = site;
    draft.members.push({
      kind: 'command',
      key,
      on,
      request: payload('request', request),
      response: payload('response', response),
      options: rest,
    });
  };
}

function payload(
  name: string,
  given: SchemaLike | PayloadOptions<SchemaLike> | undefined,
): PayloadDraft | undefined {
  if (given === undefined) return undefined;
  if (!isPayload(given)) return { name, schema: schemaOf(given) };
  return { ...given, schema: schemaOf(given.schema) };
}

// A schema parses; its wrapping only names one.
function isPayload(
  given: SchemaLike | PayloadOptions<SchemaLike>,
): given is PayloadOptions<SchemaLike> {
  return typeof given === 'object' && given !== null && 'schema' in given && !('parse' in given);
}
