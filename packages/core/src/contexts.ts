/** What a `@Command` method is given beside its request. */
export interface CommandContext {
  /** Aborts when nobody waits for the response any more: the link dropped, or the session closes. After {@link later}: when the session closes. */
  readonly signal: AbortSignal;
  /**
   * Answers 202 at once, for work that outlasts the caller's patience. What the method returns in the end is reported as
   * `{"<command>":{"value":...}}`, in the component's object where it is one's (IoT Central, long-running commands); without a
   * response schema nothing is. What it throws is logged and told (`PNP_COMMAND_FAILED`). Calling it again does nothing.
   */
  readonly later: () => void;
}

/** What an `@OnDesired` method is given beside the desired value. */
export interface DesiredContext {
  /** Aborts when a newer desired value of this property arrives, the device sets it itself, or the session closes. */
  readonly signal: AbortSignal;
  /** The `$version` of the desired properties that the value came with; the acknowledgment's `av`. */
  readonly version: number;
  /**
   * Reports that the work has begun, before it is done: `ac` 202 with `why` as `ad`. Returning from the
   * method accepts the value, a `Reject` refuses it (IoT Plug and Play conventions, acknowledgment responses).
   * It goes out with the next report; there is nothing to await.
   */
  readonly ack: (status: 202, why?: string) => void | Promise<void>;
}

/** What a telemetry method is given, polled or streaming. */
export interface TelemetryContext {
  /** Aborts when the session closes: a method that waits for its sensor ends then. */
  readonly signal: AbortSignal;
}

/** What a `@CloudMessage` or `@Input` method is given beside the message. */
export interface MessageContext {
  /** Aborts when the message cannot be acknowledged any more: the link dropped, or the session closes. */
  readonly signal: AbortSignal;
}
