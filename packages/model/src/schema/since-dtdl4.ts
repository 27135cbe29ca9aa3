import type { Problem } from '../pnp-error.js';
import type { DtdlVersion } from './schema.js';

/** The limits of a schema that DTDL v4 brought; `instead` is what a model of an earlier version may use. */
export function sinceDtdl4(
  kind: string,
  instead: string,
): (version: DtdlVersion) => readonly Problem[] {
  return (version) => {
    if (version >= 4) return [];
    return [
      {
        code: 'PNP_SCHEMA_NEEDS_DTDL4',
        message: `${kind} is a schema of DTDL v4; the model is held to v${version}`,
        hint: `write dtdl: 4, or use ${instead}`,
      },
    ];
  };
}
