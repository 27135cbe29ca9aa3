import { isJsonObject, PnpError, type Json, type JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { DisconnectReason, SubscriptionKind } from '../hub-event.js';
import { namesOf, type TargetNames } from '../target.js';
import type { Connections } from './connections.js';
import type { IncomingMessage, MethodResponse, Qos } from './device-link.js';
import type { EventLog } from './event-log.js';
import { freezeJson } from './json-text.js';
import type { MethodCalls } from './method-calls.js';
import type { Outbox } from './outbox.js';
import type { Entrance } from './session.js';
import { telemetryEvent } from './telemetry.js';
import type { Twins } from './twins.js';

/** How a patch of the reported section was answered. */
export type ReportOutcome =
  | { readonly accepted: true; readonly version: number }
  | { readonly accepted: false; readonly detail: string };

/** The parts of the state core a connected device reaches. */
interface Reach {
  readonly clock: HubClock;
  readonly twins: Twins;
  readonly methods: MethodCalls;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly outbox: Outbox;
}

/** What a connected device or module may do: the protocol adapter's handle on the state core. */
export class AttachedDevice {
  readonly target: string;
  /** Whether an earlier session, with its subscriptions, goes on. */
  readonly sessionPresent: boolean;
  readonly #names: TargetNames;
  readonly #entrance: Entrance;
  readonly #reach: Reach;

  constructor(entrance: Entrance, reach: Reach) {
    this.target = entrance.presence.arrival.target;
    this.#names = namesOf(this.target);
    this.sessionPresent = entrance.sessionPresent;
    this.#entrance = entrance;
    this.#reach = reach;
  }

  subscribe(kind: SubscriptionKind, qos: Qos = 1): void {
    this.#entrance.session.subscriptions.set(kind, qos);
    this.#reach.log.record({ type: 'subscribed', ...this.#names, to: kind });
  }

  unsubscribe(kind: SubscriptionKind): void {
    this.#entrance.session.subscriptions.delete(kind);
  }

  listensTo(kind: SubscriptionKind): boolean {
    return this.#entrance.session.subscriptions.has(kind);
  }

  telemetry(message: IncomingMessage): void {
    const { clock, log } = this.#reach;
    const telemetry = telemetryEvent(this.#entrance.presence.arrival, message, clock.now());
    log.record({ type: 'telemetry', ...this.#names, telemetry });
  }

  /** Both sections of the twin, each with its `$version`. */
  twin(): JsonObject {
    return this.#reach.twins.document(this.target);
  }

  /** Merges into the reported section; `patch` is what came in, `undefined` when it was no JSON. */
  report(patch: Json | undefined): ReportOutcome {
    const { log, twins } = this.#reach;
    if (!isJsonObject(patch)) return this.#reportRefused('a reported patch is a JSON object');
    let version: number;
    try {
      version = twins.patch(this.target, 'reported', patch);
    } catch (error) {
      if (error instanceof PnpError) return this.#reportRefused(error.message);
      throw error;
    }
    log.record({ type: 'reported', ...this.#names, patch: freezeJson(patch), version });
    return { accepted: true, version };
  }

  respond(callId: string, response: MethodResponse | 'invalid'): void {
    this.#reach.methods.respond(this.target, callId, response);
  }

  /** Sends the messages that wait: once its CONNECT or SUBSCRIBE has been answered. */
  deliverWaiting(): void {
    this.#reach.outbox.deliver(this.target);
  }

  /** The device has a message. */
  acknowledge(deliveryId: number): void {
    this.#reach.outbox.acknowledge(this.target, deliveryId);
  }

  /** The connection is gone. Does nothing when the core has already let it go. */
  detach(reason: DisconnectReason, detail?: string): void {
    this.#reach.connections.leave(this.#entrance.presence, reason, detail);
  }

  #reportRefused(detail: string): ReportOutcome {
    this.#reach.log.record({ type: 'report-refused', ...this.#names, detail });
    return { accepted: false, detail };
  }
}
