import {
  chain,
  type DesiredOperation,
  type Middleware,
  type ReportOperation,
  type TelemetryOperation,
} from '../middleware.js';
import type { SessionContext } from './context.js';

interface Operations {
  readonly telemetry: TelemetryOperation;
  readonly report: ReportOperation;
  readonly desired: DesiredOperation;
}

type Hook<K extends keyof Operations> = NonNullable<Middleware[K]> &
  ((operation: Operations[K], next: (operation: Operations[K]) => Promise<void>) => Promise<void>);

/**
 * `last` behind the hooks of one kind; undefined when there are none, so that no hook costs nothing. Resolves to whether
 * the operation got through: one that no hook passed on is dropped, and counted.
 */
export function pipeline<K extends keyof Operations>(
  { middleware, counters }: SessionContext,
  kind: K,
  last: (operation: Operations[K]) => Promise<void>,
): ((operation: Operations[K]) => Promise<boolean>) | undefined {
  const hooks = middleware.flatMap((each) => (each[kind] as Hook<K> | undefined) ?? []);
  if (hooks.length === 0) return undefined;
  return async (operation) => {
    let through = false;
    await chain<Operations[K], void>(hooks, (given) => {
      through = true;
      return last(given);
    })(operation);
    if (!through) counters.droppedByMiddleware[kind] += 1;
    return through;
  };
}
