import type { Link, Session, TransportPlugin, Twin } from '@iotpnp/core';
import type { ContractBench } from '../contract-bench.js';

/** Cuts the link, changes something while there is none, and waits for the next; what the change gave. */
export async function byReconnect<T>(
  bench: ContractBench,
  session: Session,
  meanwhile: () => T,
): Promise<T> {
  bench.hub.cut('hub');
  await bench.away(session);
  const given = meanwhile();
  await bench.back(session);
  return given;
}

/** Renews the credentials, and changes something in the gap that leaves; what the change gave. */
export async function byRenewal<T>(
  bench: ContractBench,
  session: Session,
  meanwhile: () => T,
): Promise<T> {
  let given: { readonly value: T } | undefined;
  await session.flush(); // time passes now: nothing may be under way
  await bench.hub.renewCredentials(() => {
    given = { value: meanwhile() };
  });
  await bench.back(session);
  if (!given) throw new Error('the renewal left no time for the change');
  return given.value;
}

/** The transport, with something happening at the hub each time the twin is read: before the hub answers, or behind its answer. */
export function aroundTwinReads(
  { transport }: ContractBench['hub'],
  around: { readonly before?: () => void; readonly behind?: () => void },
): TransportPlugin {
  return {
    ...transport,
    async connect(request) {
      const link = await transport.connect(request);
      return withTwin(link, async (read) => {
        around.before?.();
        const twin = await read();
        around.behind?.();
        return twin;
      });
    },
  };
}

function withTwin(link: Link, twin: (read: () => Promise<Twin>) => Promise<Twin>): Link {
  return {
    telemetry: (message, options) => link.telemetry(message, options),
    twin: (options) => twin(async () => (await link.twin?.(options)) as Twin),
    report: async (patch, options) => link.report?.(patch, options),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}
