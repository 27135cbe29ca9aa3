import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { hubError } from '../error-codes.js';

/*
 * Source: "Understand and use device twins in IoT Hub", sections "Device twin size" and
 * "Tags and properties format". Sizes are of UTF-8 text.
 */
const MAX_SECTION_BYTES = 32 * 1024;
const MAX_TAGS_BYTES = 8 * 1024;
/** The hub's own bound on a section as JSON text, with what it takes to keep each of its values. */
const MAX_KEPT = 256 * 1024;
const EACH_KEPT = 16;
const MAX_DEPTH = 10;
const MAX_KEY_BYTES = 1024;
const MAX_TEXT_BYTES = 4096;
const MIN_INTEGER = -4503599627370496;
const MAX_INTEGER = 4503599627370495;
const NUMBER_BYTES = 8;
const BOOLEAN_BYTES = 4;
// C0 and C1 control characters, space, dot and dollar.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN_IN_KEY = /[\u0000-\u0020\u007f-\u009f.$]/u;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/gu;

/**
 * Checks the form of a patch before it is merged.
 * @throws PNP_HUB_TWIN_INVALID naming the first place at fault.
 */
export function checkPatch(patch: JsonObject): void {
  checkObject(patch, '', 0);
}

/**
 * Checks a section after a merge.
 * @throws PNP_HUB_TWIN_TOO_LARGE
 */
export function checkSectionSize(values: JsonObject): void {
  checkSize(values, MAX_SECTION_BYTES, {
    what: 'the section',
    hint: 'remove properties by reporting null for them',
  });
}

/**
 * Checks the tags after a merge.
 * @throws PNP_HUB_TWIN_TOO_LARGE
 */
export function checkTagsSize(tags: JsonObject): void {
  checkSize(tags, MAX_TAGS_BYTES, {
    what: 'the tags',
    hint: 'remove tags by setting them to null',
  });
}

function checkSize(
  values: JsonObject,
  allowed: number,
  { what, hint }: { readonly what: string; readonly hint: string },
): void {
  const bytes = sizeOf(values);
  if (bytes > allowed) {
    const much = `${bytes} bytes of keys and values, ${allowed} are allowed`;
    throw hubError('PNP_HUB_TWIN_TOO_LARGE', `${what} would have ${much}`, { hint });
  }
  if (isKeepable(values)) return;
  const much = `more than ${MAX_KEPT / 1024} KB with what counts nothing`;
  throw hubError('PNP_HUB_TWIN_TOO_LARGE', `${what} would take ${much}`, { hint });
}

/** Neither control characters nor null, empty lists and empty objects are counted; but they are kept. */
function isKeepable(values: JsonObject): boolean {
  return measure(values, (text) => JSON.stringify(text).length, EACH_KEPT) <= MAX_KEPT;
}

/**
 * Counted per key and value, not as JSON text: a number is 8 bytes, a boolean 4, a control character
 * none. Without recursion: devices choose the depth.
 */
export function sizeOf(value: Json): number {
  return measure(value, (text) => Buffer.byteLength(text.replaceAll(CONTROL, '')));
}

function measure(value: Json, sizeOfText: (text: string) => number, each = 0): number {
  let bytes = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    bytes += each;
    if (typeof next === 'string') bytes += sizeOfText(next);
    else if (typeof next === 'number') bytes += NUMBER_BYTES;
    else if (typeof next === 'boolean') bytes += BOOLEAN_BYTES;
    else if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (isJsonObject(next)) {
      for (const [key, inner] of Object.entries(next)) {
        bytes += sizeOfText(key);
        open.push(inner);
      }
    }
  }
  return bytes;
}

function checkObject(object: JsonObject, path: string, depth: number): void {
  if (depth > MAX_DEPTH) throw invalid(path, `is nested deeper than ${MAX_DEPTH} levels`);
  for (const [key, value] of Object.entries(object)) {
    const at = path === '' ? key : `${path}/${key}`;
    if (key === '') throw invalid(path === '' ? 'the root' : path, 'has an empty key');
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw invalid(at, 'has a key above 1 KB');
    if (FORBIDDEN_IN_KEY.test(key)) {
      throw invalid(at, "has a key with a '.', '$', space or control character");
    }
    checkValue(value, at, depth);
  }
}

function checkValue(value: Json, at: string, depth: number): void {
  if (typeof value === 'string' && Buffer.byteLength(value) > MAX_TEXT_BYTES) {
    throw invalid(at, `is a text above ${MAX_TEXT_BYTES} bytes`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw invalid(at, 'is a number that no JSON text says');
  }
  if (Number.isInteger(value) && (Number(value) < MIN_INTEGER || Number(value) > MAX_INTEGER)) {
    throw invalid(at, `is an integer outside ${MIN_INTEGER} to ${MAX_INTEGER}`);
  }
  if (Array.isArray(value)) {
    if (depth + 1 > MAX_DEPTH) throw invalid(at, `is nested deeper than ${MAX_DEPTH} levels`);
    for (const [index, item] of value.entries()) checkValue(item, `${at}/${index}`, depth + 1);
  } else if (isJsonObject(value)) {
    checkObject(value, at, depth + 1);
  }
}

function invalid(at: string, what: string): Error {
  const place = at.length > 200 ? `${at.slice(0, 200)}...` : at;
  return hubError('PNP_HUB_TWIN_INVALID', `twin property ${place} ${what}`);
}
