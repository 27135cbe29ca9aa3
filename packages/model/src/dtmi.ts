import type { Dtmi } from './interface-model.js';
import { LIMITS } from './limits.js';
import { PnpError } from './pnp-error.js';
import type { DtdlVersion } from './schema/schema.js';

/** A DTMI taken apart. */
export interface DtmiParts {
  readonly id: Dtmi;
  /** The segments of the path: `['com', 'example', 'Thermostat']`. */
  readonly path: readonly string[];
  /** The version, or its major part. */
  readonly version: number;
  /** DTDL v3 and v4 only: the minor part of `;1.2`. */
  readonly minorVersion?: number;
}

/** Whether a text is the DTMI of an interface in that DTDL version. */
export function isDtmi(text: unknown, dtdl: DtdlVersion = 2): text is Dtmi {
  return typeof text === 'string' && explainDtmi(text, dtdl) === undefined;
}

/** Takes a DTMI apart. @throws {PnpError} PNP_MODEL_BAD_DTMI */
export function parseDtmi(text: string, dtdl: DtdlVersion = 2): DtmiParts {
  if (!isDtmi(text, dtdl)) {
    const message = `${JSON.stringify(text)} is not a DTMI: ${explainDtmi(text, dtdl)}`;
    throw new PnpError('PNP_MODEL_BAD_DTMI', message, { hint: DTMI_HINT });
  }
  const [path = '', version = ''] = text.slice(SCHEME.length).split(';');
  const [major, minor] = version.split('.').map(Number);
  const parts = { id: text, path: path.split(':'), version: major ?? 0 };
  return minor === undefined ? parts : { ...parts, minorVersion: minor };
}

export const DTMI_HINT = 'write one like dtmi:com:example:Thermostat;1';

/**
 * What is wrong with the DTMI of an interface, in words; undefined when nothing is
 * (DTDL v2 to v4, "Digital Twin Model Identifier"). DTDL v3 and v4 let a version be absent or have two parts; here it
 * may not be absent, since a device announces one definite version.
 */
export function explainDtmi(text: string, dtdl: DtdlVersion = 2): string | undefined {
  const longest = LIMITS[dtdl].interfaceId;
  if (text.length > longest) {
    return `it has ${text.length} characters; an interface id has at most ${longest}`;
  }
  if (!text.startsWith(SCHEME)) return `it does not begin with "${SCHEME}"`;
  const [path = '', version, ...more] = text.slice(SCHEME.length).split(';');
  if (version === undefined) return 'it has no version, such as ;1';
  if (more.length > 0) return 'it has more than one semicolon';
  return explainPath(path) ?? explainVersion(version, dtdl);
}

const SCHEME = 'dtmi:';
/** The first segments that only DTDL itself may use. */
const RESERVED = /^(?:dtdl|standard):/;

function explainPath(path: string): string | undefined {
  const [reserved] = RESERVED.exec(path) ?? [];
  if (reserved !== undefined) return `"${SCHEME}${reserved}" is reserved for DTDL itself`;
  for (const segment of path.split(':')) {
    const fault = explainSegment(segment);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function explainSegment(segment: string): string | undefined {
  const name = JSON.stringify(segment);
  if (segment === '') return 'a segment of its path is empty';
  if (!/^\w+$/.test(segment)) {
    return `its segment ${name} has characters other than letters, digits and underscores`;
  }
  if (!/^[A-Za-z]/.test(segment)) return `its segment ${name} does not begin with a letter`;
  return segment.endsWith('_') ? `its segment ${name} ends with an underscore` : undefined;
}

function explainVersion(version: string, dtdl: DtdlVersion): string | undefined {
  const name = JSON.stringify(version);
  if (/^[1-9]\d{0,8}$/.test(version)) return undefined;
  if (/^[1-9]\d{0,8}\.[1-9]\d{0,5}$/.test(version)) {
    return dtdl === 2
      ? `its version ${name} has two parts, which DTDL v2 does not know`
      : undefined;
  }
  return `its version ${name} is not a whole number of one to nine digits without a leading zero`;
}
