import type { DtdlVersion } from './schema/schema.js';

interface DtdlLimits {
  /** Characters of an interface's DTMI. */
  readonly interfaceId: number;
  /** Characters of a name. */
  readonly name: number;
  readonly displayName: number;
  readonly description: number;
  readonly comment: number;
  /** Members of one interface. */
  readonly contents: number;
  readonly fields: number;
  readonly enumValues: number;
  /** Complex schemas inside each other. */
  readonly depth: number;
}

/** The numbers in the tables of the DTDL specifications. */
export const LIMITS: Readonly<Record<DtdlVersion, DtdlLimits>> = {
  2: {
    interfaceId: 128,
    name: 64,
    displayName: 64,
    description: 512,
    comment: 512,
    contents: 300,
    fields: 30,
    enumValues: 100,
    depth: 5,
  },
  3: {
    interfaceId: 128,
    name: 512,
    displayName: 512,
    description: 512,
    comment: 512,
    contents: 100_000,
    fields: 100_000,
    enumValues: 100_000,
    depth: 5,
  },
  4: {
    interfaceId: 128,
    name: 512,
    displayName: 512,
    description: 512,
    comment: 512,
    contents: 100_000,
    fields: 100_000,
    enumValues: 100_000,
    depth: 8,
  },
};
