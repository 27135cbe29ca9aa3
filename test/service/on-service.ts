import { startHub, type Hub, type HubOptions } from '@iotpnp/hub';
import { createService, type Service, type ServiceOptions } from '@iotpnp/service';

/** An embedded hub and the back end of it. */
export interface OnService extends AsyncDisposable {
  readonly hub: Hub;
  readonly service: Service;
}

export async function onService(
  options: { hub?: HubOptions; service?: ServiceOptions } = {},
): Promise<OnService> {
  const hub = await startHub({ port: 0, ...options.hub });
  const service = createService(hub.serviceConnectionString, { ca: hub.ca, ...options.service });
  return {
    hub,
    service,
    async [Symbol.asyncDispose]() {
      await service.close();
      await hub.close();
    },
  };
}

/** All of an iterator. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
