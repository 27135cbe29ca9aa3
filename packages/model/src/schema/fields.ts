import type { Described } from '../interface-model.js';
import type { Optional } from './optional.js';
import type { Infer, SchemaLike } from './schema-of.js';

/** A field with something to say about itself: `{ schema: 'double', displayName: 'Max temperature' }`. */
export interface FieldSpec extends Described {
  readonly schema: SchemaLike | Optional;
}

/** The fields of an object by name. */
export interface Fields {
  readonly [name: string]: SchemaLike | Optional | FieldSpec;
}

/** The value of `object(fields)`. */
export type ObjectValue<F> = Flat<
  {
    -readonly [K in keyof F as IsOptional<F[K]> extends true ? never : K]: Infer<SchemaIn<F[K]>>;
  } & {
    -readonly [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: Infer<SchemaIn<F[K]>>;
  }
>;

type SchemaIn<F> = F extends { readonly schema: infer S } ? SchemaIn<S> : F;

type IsOptional<F> = F extends { readonly optional: true }
  ? true
  : F extends { readonly schema: infer S }
    ? IsOptional<S>
    : false;

type Flat<T> = { [K in keyof T]: T[K] } & {};
