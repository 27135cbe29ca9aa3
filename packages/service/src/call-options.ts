/** What every call takes. */
export interface CallOptions {
  /** Aborting it ends the call with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What every change takes. */
export interface ChangeOptions extends CallOptions {
  /** Only if it has not changed since: the `etag` of what was read. Without it, whatever it is by now. */
  readonly etag?: string | undefined;
}
