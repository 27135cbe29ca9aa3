import { isJsonObject, type JsonObject } from './json.js';

/** A named element of a DTDL document: a field, an enum value, a map's key or value. */
interface NamedElement {
  /** Empty when the document has none; validation then says so. */
  readonly name: string;
  readonly model: JsonObject;
}

/** The element, whatever stands there: what is no object counts as an empty one. */
export function namedElement(found: unknown): NamedElement {
  const model = isJsonObject(found) ? found : {};
  const name = model['name'];
  return { name: typeof name === 'string' ? name : '', model };
}

/** The elements of a list; none when it is no list. */
export function namedElements(list: unknown): readonly NamedElement[] {
  return Array.isArray(list) ? list.map(namedElement) : [];
}
