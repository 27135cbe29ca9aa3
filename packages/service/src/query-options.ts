import type { CallOptions } from './call-options.js';

export interface QueryOptions extends CallOptions {
  /** How many rows a request asks for. Default 100. */
  readonly pageSize?: number | undefined;
}
