import { PnpError, type Problem } from '@iotpnp/core';
import type { z } from 'zod';

/** Options as their schema makes them. @throws {PnpError} `PNP_MIDDLEWARE_BAD_OPTION` for each that does not fit. */
export function checkedOptions<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  plugin: string,
): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }): Problem => {
    const key = path.map(String).join('.');
    const text = `${plugin}: ${key === '' ? 'its options' : key}: ${message}`;
    const hint = 'see the options tables of @iotpnp/middleware';
    return {
      code: 'PNP_MIDDLEWARE_BAD_OPTION',
      message: text,
      hint,
      where: { key: key || undefined },
    };
  });
  throw PnpError.of(problems);
}
