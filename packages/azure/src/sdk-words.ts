/** CONNACK 3, as Microsoft's clients word it. */
export const UNAVAILABLE = /Server unavailable/;
/** Every other CONNACK. Without these words an `UnauthorizedError` of the client is the network's fault, not the key's. */
export const REFUSED = /Connection refused:/;
export const UNTRUSTED = /certificate|self[- ]signed|altnames|CERT_/i;

/** What the client puts around a first failure says nothing true. */
const WRAPPED =
  /^mqtt\.js returned (?:Failure on first connection \(Not authorized\): )?(.*?)(?: error)?$/s;

/** Why something failed, without what Microsoft's clients put around it. */
export function reasonOf(error: unknown): string {
  // The client makes errors without any message, not even an empty one.
  const message = error instanceof Error ? error.message || error.name : String(error);
  const bare = message.replace(/^.*Failure on first connection \(Not authorized\): /s, '');
  return bare.replace(WRAPPED, '$1').replace(/ error$/, '');
}
