/** What a query reads. */
export type Collection = 'devices' | 'devices.modules' | 'devices.jobs';

/** The names on the way to a value: `['properties', 'reported', 'temperature']`. */
export type Path = readonly string[];

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: 'path'; readonly path: Path };

export type Condition =
  /** Two conditions or more. */
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Operand[] }
  /** A value that is itself true or false. */
  | { readonly kind: 'value'; readonly operand: Operand };

export type FunctionName =
  | 'is_defined'
  | 'is_null'
  | 'is_string'
  | 'is_number'
  | 'is_bool'
  | 'is_object'
  | 'is_array'
  | 'is_primitive'
  | 'starts_with'
  | 'ends_with'
  | 'contains';

export type Aggregate = 'count' | 'avg' | 'sum' | 'min' | 'max';

export interface Selected {
  /** Its name in the result. */
  readonly as: string;
  readonly path?: Path;
  /** Over the rows of a group, of `path` unless it counts. */
  readonly aggregate?: Aggregate;
}

/** A query of IoT Hub's language, understood. */
export interface Query {
  readonly top?: number;
  /** Absent for `*`. */
  readonly select?: readonly Selected[];
  readonly from: Collection;
  readonly where?: Condition;
  readonly groupBy: readonly Path[];
  readonly orderBy: readonly { readonly path: Path; readonly descending: boolean }[];
}
