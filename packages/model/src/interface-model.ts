import type { DtdlVersion, SchemaModel } from './schema/schema.js';

/** A digital twin model identifier: `dtmi:com:example:Thermostat;1`. */
export type Dtmi = `dtmi:${string};${number}`;

/** A text, or its translations by language tag (`{ en: 'Pump', de: 'Pumpe' }`). */
export type LocalizedString = string | { readonly [language: string]: string };

/** What every DTDL element may say about itself. */
export interface Described {
  readonly displayName?: LocalizedString;
  readonly description?: LocalizedString;
  readonly comment?: string;
}

/**
 * The single source of truth about a device: frozen, plain JSON, shaped like DTDL.
 * Contents are sorted by name; a component holds the whole model of its interface.
 */
export interface InterfaceModel extends Described {
  readonly id: Dtmi;
  /** The DTDL version the model is held to. */
  readonly dtdl: DtdlVersion;
  readonly contents: readonly ContentModel[];
}

export type ContentModel = TelemetryModel | PropertyModel | CommandModel | ComponentModel;

/** A semantic type and the unit that belongs to it, as `Temperature` and `degreeCelsius`. */
export interface Semantic {
  readonly semanticType?: string;
  readonly unit?: string;
}

export interface TelemetryModel extends Described, Semantic {
  readonly kind: 'Telemetry';
  readonly name: string;
  readonly schema: SchemaModel;
}

export interface PropertyModel extends Described, Semantic {
  readonly kind: 'Property';
  readonly name: string;
  readonly schema: SchemaModel;
  readonly writable: boolean;
}

export interface CommandModel extends Described {
  readonly kind: 'Command';
  readonly name: string;
  readonly request?: CommandPayloadModel;
  readonly response?: CommandPayloadModel;
}

/** The request or the response of a command. The name is not on the wire. */
export interface CommandPayloadModel extends Described {
  readonly name: string;
  readonly schema: SchemaModel;
}

export interface ComponentModel extends Described {
  readonly kind: 'Component';
  readonly name: string;
  readonly schema: InterfaceModel;
}
