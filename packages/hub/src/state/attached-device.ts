import type { HubClock } from '../clock.js';
import type { DisconnectReason, SubscriptionKind } from '../hub-event.js';
import type { IncomingMessage, MethodResponse, Qos } from './device-link.js';
import { sizeOfMessage } from './message-limits.js';
import { isUnavailable } from './is-unavailable.js';
import type { MethodCalls } from './method-calls.js';
import type { Outbox } from './outbox.js';
import type { Entrance } from './session.js';
import { telemetryEvent } from './telemetry.js';
import { TwinRequests, type TwinReach } from './twin-requests.js';

/** The parts of the state core a connected device reaches. */
interface Reach extends TwinReach {
  readonly clock: HubClock;
  readonly methods: MethodCalls;
  readonly outbox: Outbox;
}

/** What a connected device or module may do: the protocol adapter's handle on the state core. */
export class AttachedDevice {
  readonly target: string;
  /** Whether an earlier session, with its subscriptions, goes on. */
  readonly sessionPresent: boolean;
  readonly twin: TwinRequests;
  readonly #entrance: Entrance;
  readonly #reach: Reach;

  constructor(entrance: Entrance, reach: Reach) {
    this.target = entrance.presence.arrival.target;
    this.twin = new TwinRequests(this.target, reach);
    this.sessionPresent = entrance.sessionPresent;
    this.#entrance = entrance;
    this.#reach = reach;
  }

  /** `false`, and nothing has changed, when it cannot be kept now. */
  subscribe(kind: SubscriptionKind, qos: Qos = 1): boolean {
    return wasKept(() => this.#reach.connections.subscribe(this.#entrance, kind, qos));
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  unsubscribe(kind: SubscriptionKind): void {
    this.#reach.connections.unsubscribe(this.#entrance, kind);
  }

  listensTo(kind: SubscriptionKind): boolean {
    return this.#entrance.session.subscriptions.has(kind);
  }

  /**
   * Takes a message of telemetry, and acknowledges it by `send`: at once, unless a throttle or a
   * fault is in the way. What a throttle does not let through ends the connection, as MQTT has no
   * other answer.
   */
  telemetry(message: IncomingMessage, send?: () => void): void {
    const { clock, log, faults, throttles, connections } = this.#reach;
    const { presence } = this.#entrance;
    const objection = throttles.telemetry(
      { target: this.target, presence: send === undefined ? undefined : presence },
      () => sizeOfMessage(message),
      () => {
        log.recordTelemetry(telemetryEvent(presence.arrival, message, clock.now()));
        if (send !== undefined) faults.acknowledge(this.target, send);
      },
    );
    if (objection !== undefined) connections.end(this.target, objection);
  }

  respond(callId: string, response: MethodResponse | 'invalid'): void {
    this.#reach.methods.respond(this.target, callId, response);
  }

  /** Sends the messages that wait, unless that cannot be kept now: once its CONNECT or SUBSCRIBE has been answered. */
  deliverWaiting(): void {
    wasKept(() => this.#reach.outbox.deliver(this.target));
  }

  /** The device has a message. When that cannot be kept now, it comes again on the next connection. */
  acknowledge(deliveryId: number): void {
    wasKept(() => this.#reach.outbox.acknowledge(this.target, deliveryId));
  }

  /** The connection is gone. Does nothing when the core has already let it go. */
  detach(reason: DisconnectReason, detail?: string): void {
    this.#reach.connections.leave(this.#entrance.presence, reason, detail);
  }
}

function wasKept(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (isUnavailable(error)) return false;
    throw error;
  }
}
