/** Every code of this package: what it means and how to mend it. */
export const MODEL_ERRORS = {
  PNP_MODEL_BAD_DTDL:
    'A model is held to a DTDL version that is not supported; write dtdl: 2, 3 or 4.',
  PNP_MODEL_BAD_DTMI:
    'An interface id is no DTMI that a device may announce; write one like dtmi:com:example:Thermostat;1.',
  PNP_MODEL_BAD_NAME:
    'A name breaks the rule of DTDL; use letters, digits and underscores, begin with a letter, end with a letter or a digit.',
  PNP_MODEL_BAD_TEXT:
    'A displayName, a description or a comment is no text; write a text, or (not for comments) texts by language.',
  PNP_MODEL_BAD_UNIT:
    'A semantic type and its unit do not belong together, one of them is missing, or the schema is not numeric; see SEMANTIC_UNITS.',
  PNP_MODEL_DUPLICATE_NAME: 'Two members of one interface have the same name; rename one of them.',
  PNP_MODEL_ID_CONFLICT:
    'Two different interfaces have the same DTMI; give one of them another id or a higher version.',
  PNP_MODEL_LIMIT:
    'A model exceeds a limit of its DTDL version; the message names the number found and the number allowed.',
  PNP_MODEL_NESTED_COMPONENT:
    'A component contains a component, which DTDL does not allow; move the inner one to the device.',
  PNP_MODEL_RESERVED_NAME:
    'A name is that of a member of every JavaScript object, such as constructor; choose another.',
  PNP_SCHEMA_BAD_ENUM:
    'The values of an enum are missing, mixed, repeated, or neither texts nor integers of 32 bits; mend the arguments of enumOf().',
  PNP_SCHEMA_NEEDS_DTDL4:
    'A model of DTDL v2 or v3 holds a schema that DTDL v4 brought; write dtdl: 4, or use the schema that the hint names.',
  PNP_SCHEMA_NOT_IN_DTDL2:
    'A property holds an array or a geospatial schema, which DTDL v2 does not allow; use a map or an object, or write the model in DTDL v3.',
  PNP_SCHEMA_TOO_DEEP:
    'Objects, arrays and maps are nested deeper than five levels, or eight in DTDL v4; flatten the schema.',
  PNP_SCHEMA_UNKNOWN:
    'Something stands where a schema belongs and is none; write the name of a primitive, or object(), array(), map(), enumOf().',
} as const;

/** A code of this package. */
export type ModelErrorCode = keyof typeof MODEL_ERRORS;
