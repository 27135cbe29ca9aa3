/** The host of a token's resource, and the path behind it part by part; a slash at its end says nothing. */
export function partsOf(resource: string): readonly [string, readonly string[]] {
  const [host = '', ...path] = resource.split('/');
  return [host, path.at(-1) === '' ? path.slice(0, -1) : path];
}

/**
 * Whether a token for `granted` is good for `asked`: it is for the same path, or for what leads to it.
 * Ids may be percent-encoded in it.
 * Source: "Control access to IoT Hub with shared access signatures", security tokens.
 */
export function covers(granted: readonly string[], asked: readonly string[]): boolean {
  return (
    granted.length <= asked.length && granted.every((part, at) => isWritten(part, asked[at] ?? ''))
  );
}

/** Whether a part of a resource is this name, as it is or percent-encoded, as much as clients encode. */
function isWritten(part: string, name: string): boolean {
  if (part === name) return true;
  const shown = part.replaceAll(/%[0-9a-f]{2}/giu, (code) => code.toUpperCase());
  const encoded = encodeURIComponent(name);
  return shown === encoded || shown === encoded.replaceAll(/[!'()*]/gu, percent);
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}
