import {
  metrics,
  SpanStatusCode,
  trace,
  type Attributes,
  type Counter,
  type Histogram,
  type Span,
  type SpanKind,
} from '@opentelemetry/api';

const SCOPE = '@iotpnp/middleware';

/** What became of an operation. */
export interface Became {
  readonly outcome: 'queued' | 'taken' | 'applied' | 'answered' | 'refused' | 'failed';
  /** Set where it failed (semantic conventions, `error.type`). */
  readonly errorType?: string;
  /** More for the span. */
  readonly attributes?: Attributes;
}

export interface Operation<Result> {
  readonly kind: 'telemetry' | 'report' | 'desired' | 'command';
  readonly spanName: string;
  readonly spanKind: SpanKind;
  readonly component: string | undefined;
  /** Of the span. */
  readonly attributes: Attributes;
  readonly run: () => Promise<Result>;
  readonly outcome: (result: Result) => Became;
  readonly failure: (error: unknown) => Became;
}

export interface InstrumentsOptions {
  readonly traces: boolean;
  readonly metrics: boolean;
  readonly attributes: Attributes;
}

/** Spans, a counter and a histogram, made of what is registered when the first operation comes. */
export class Instruments {
  #meters: { readonly count: Counter; readonly duration: Histogram } | undefined;

  constructor(readonly options: InstrumentsOptions) {}

  /** Runs an operation in the context of its span; what it rejects with is passed on. */
  async around<Result>(operation: Operation<Result>): Promise<Result> {
    if (!this.options.traces) return this.#measured(operation, undefined);
    const { spanName, spanKind } = operation;
    const attributes = {
      ...this.options.attributes,
      ...componentOf(operation),
      ...operation.attributes,
    };
    return trace
      .getTracer(SCOPE)
      .startActiveSpan(spanName, { kind: spanKind, attributes }, (span) =>
        this.#measured(operation, span),
      );
  }

  async #measured<Result>(operation: Operation<Result>, span: Span | undefined): Promise<Result> {
    const begun = performance.now();
    const end = (became: Became) => this.#end(operation, { became, span, begun });
    try {
      const result = await operation.run();
      end(operation.outcome(result));
      return result;
    } catch (error) {
      end(operation.failure(error));
      throw error;
    }
  }

  #end(
    operation: Pick<Operation<unknown>, 'kind' | 'component'>,
    { became, span, begun }: { became: Became; span: Span | undefined; begun: number },
  ): void {
    const { outcome, errorType } = became;
    const failure = errorType === undefined ? {} : { 'error.type': errorType };
    span?.setAttributes({ 'iotpnp.outcome': outcome, ...failure, ...became.attributes });
    if (errorType !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    if (!this.options.metrics) return;
    const attributes = {
      ...this.options.attributes,
      ...componentOf(operation),
      ...failure,
      'iotpnp.operation': operation.kind,
      'iotpnp.outcome': outcome,
    };
    const { count, duration } = (this.#meters ??= meters());
    count.add(1, attributes);
    duration.record((performance.now() - begun) / 1_000, attributes);
  }
}

function meters() {
  const meter = metrics.getMeter(SCOPE);
  return {
    count: meter.createCounter('iotpnp.operations', {
      unit: '{operation}',
      description: 'Operations of the device, by kind and outcome',
    }),
    duration: meter.createHistogram('iotpnp.operation.duration', {
      unit: 's',
      description: 'How long operations take',
      advice: { explicitBucketBoundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60] },
    }),
  };
}

function componentOf({ component }: { readonly component: string | undefined }): Attributes {
  return component === undefined ? {} : { 'iotpnp.component': component };
}
