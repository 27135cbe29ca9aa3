import type { Connections } from './connections.js';
import type { MethodCall, MethodResponse } from './device-link.js';
import type { Faults } from './faults.js';
import { bytesOfJson } from './json-text.js';
import type { MethodCalls } from './method-calls.js';
import type { Outbox } from './outbox.js';
import { sizeOfOutgoing, type OutgoingMessage } from './outgoing-message.js';
import type { Registry } from './registry.js';
import type { Throttles } from './throttles.js';

interface Reach {
  readonly registry: Registry;
  readonly throttles: Throttles;
  readonly connections: Connections;
  readonly methods: MethodCalls;
  readonly outbox: Outbox;
  readonly faults: Faults;
}

export interface InvokeOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What back ends and code send to devices and modules, within the throttles: methods and messages. */
export class CloudToDevice {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /**
   * Invokes a method of a device or module that listens, and waits.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_OFFLINE, and those of {@link MethodCalls.call} and
   *   {@link Throttles.check}
   */
  async invoke(
    target: string,
    call: Omit<MethodCall, 'callId'>,
    options: InvokeOptions,
  ): Promise<MethodResponse> {
    const { registry, throttles, connections, methods, faults } = this.#reach;
    options.signal?.throwIfAborted();
    registry.get(target);
    throttles.check('method', () => bytesOfJson(call.payload));
    const listener = connections.listening(target, 'methods');
    if (listener === undefined) throw connections.offline(target, 'methods');
    const response = await methods.call({ target, name: call.name }, options, (callId) => {
      listener.link.invoke({ callId, ...call });
      if (!faults.happens(target, 'disconnect-on-command')) return;
      connections.end(target, 'by-hub', 'after-sending');
    });
    throttles.charge(() => bytesOfJson(response.payload));
    return response;
  }

  /**
   * Queues a message to a device until it listens.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_MESSAGE_QUEUE_FULL, and those of
   *   {@link Throttles.check}
   */
  sendToDevice(message: OutgoingMessage): void {
    const { registry, throttles, outbox } = this.#reach;
    registry.getDevice(message.target);
    throttles.check('cloud-to-device', () => sizeOfOutgoing(message));
    outbox.add(message);
  }

  /**
   * Sends a message to an input of a module that listens.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_DEVICE_OFFLINE,
   *   PNP_HUB_MESSAGE_QUEUE_FULL, and those of {@link Throttles.check}
   */
  sendToInput(message: OutgoingMessage): void {
    const { registry, throttles, connections, outbox } = this.#reach;
    const { target } = message;
    registry.getModule(target);
    const listener = connections.listening(target, 'inputs');
    if (listener === undefined) throw connections.offline(target, 'inputs');
    throttles.check('cloud-to-device', () => sizeOfOutgoing(message));
    outbox.add(message);
  }
}
