/** What a session has counted since it began. */
export interface SessionStats {
  /** Links that became ready: the first, and each reconnect. */
  readonly connects: number;
  readonly telemetry: {
    /** Messages the hub has taken. */
    readonly sent: number;
    /** Messages that wait for the hub, those under way included. */
    readonly waiting: number;
    /** Messages given up because too many waited. */
    readonly dropped: number;
    /** Messages that were too large, or that the hub refused for their content. */
    readonly refused: number;
  };
  /** Polls that threw, each a sample missed. */
  readonly samplesSkipped: number;
  /** Samples left out for `deadband` or `minInterval`. */
  readonly samplesThinned: number;
  /** Operations a middleware hook did not pass on, by kind. A command is not among them: the hook answers it. */
  readonly droppedByMiddleware: Readonly<Counters['droppedByMiddleware']>;
}

/** {@link SessionStats} while they are counted; what waits is known by the queue alone. */
export interface Counters {
  connects: number;
  readonly telemetry: { sent: number; dropped: number; refused: number };
  samplesSkipped: number;
  samplesThinned: number;
  readonly droppedByMiddleware: Record<'telemetry' | 'report' | 'desired', number>;
}

export function counters(): Counters {
  return {
    connects: 0,
    telemetry: { sent: 0, dropped: 0, refused: 0 },
    samplesSkipped: 0,
    samplesThinned: 0,
    droppedByMiddleware: { telemetry: 0, report: 0, desired: 0 },
  };
}

export function statsOf(counted: Counters, waiting: number): SessionStats {
  const { connects, telemetry, samplesSkipped, samplesThinned, droppedByMiddleware } = counted;
  return {
    connects,
    telemetry: { ...telemetry, waiting },
    samplesSkipped,
    samplesThinned,
    droppedByMiddleware: { ...droppedByMiddleware },
  };
}
