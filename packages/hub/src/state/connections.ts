import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { DisconnectReason, SubscriptionKind } from '../hub-event.js';
import { namesOf } from '../target.js';
import type { Batches } from './batches.js';
import type { DeviceLink, EndManner, Qos } from './device-link.js';
import type { EventLog } from './event-log.js';
import type { Change } from './journal.js';
import { Sessions, type Arrival, type Entrance, type Listener, type Presence } from './session.js';
import { TakeoverGate } from './takeover-gate.js';
import { telemetryEvent } from './telemetry.js';
import type { Throttles } from './throttles.js';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly journal: Batches;
  readonly throttles: Throttles;
  /** Told once for each connection that is gone. */
  readonly onLeft: (target: string) => void;
}

/** Who is connected, and how connections begin and end. */
export class Connections {
  readonly #sessions: Sessions;
  readonly #takeovers = new TakeoverGate();
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #journal: Batches;
  readonly #throttles: Throttles;
  readonly #onLeft: (target: string) => void;

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor({ clock, log, journal, throttles, onLeft }: Surroundings) {
    this.#sessions = new Sessions(journal);
    this.#clock = clock;
    this.#log = log;
    this.#journal = journal;
    this.#throttles = throttles;
    this.#onLeft = onLeft;
  }

  /**
   * In place of an older connection, once what is open is kept; `undefined` when those come too fast.
   * @throws PNP_HUB_STATE_UNAVAILABLE
   */
  enter(arrival: Arrival, link: DeviceLink): Entrance | undefined {
    const { target } = arrival;
    const isFree = !this.isConnected(target) || this.#takeovers.pass(target, this.#clock.now());
    if (!isFree) return undefined;
    const entrance = this.#sessions.entranceOf({ arrival, link });
    this.#journal.afterwards(() => {
      this.end(target, 'taken-over');
      this.#sessions.enter(entrance);
      this.#announce(entrance);
    });
    return entrance;
  }

  #announce({ presence: { arrival }, sessionPresent }: Entrance): void {
    const { target, modelId, apiVersion, clientType, tokenExpiresAt } = arrival;
    this.#log.record({
      type: 'connected',
      ...namesOf(target),
      protocol: arrival.protocol,
      ...(modelId === undefined ? {} : { modelId }),
      cleanSession: arrival.cleanSession,
      sessionPresent,
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(clientType === undefined ? {} : { clientType }),
      ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt: new Date(tokenExpiresAt) }),
    });
  }

  /** Who is connected, as they came. */
  arrivals(): readonly Arrival[] {
    return this.#sessions.all().map(({ arrival }) => arrival);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  subscribe(entrance: Entrance, kind: SubscriptionKind, qos: Qos): void {
    this.#sessions.subscribe(entrance, kind, qos);
    const { target } = entrance.presence.arrival;
    this.#log.record({ type: 'subscribed', ...namesOf(target), to: kind });
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  unsubscribe(entrance: Entrance, kind: SubscriptionKind): void {
    this.#sessions.unsubscribe(entrance, kind);
  }

  isConnected(target: string): boolean {
    return this.#sessions.present(target) !== undefined;
  }

  /** The live connection of a target, if it listens to `kind`. */
  listening(target: string, kind: SubscriptionKind): Listener | undefined {
    return this.#sessions.listening(target, kind);
  }

  /** Records that a connection is gone. Does nothing when it is no longer the target's. */
  leave(presence: Presence, reason: DisconnectReason, detail?: string): void {
    const { arrival } = presence;
    const { target, will } = arrival;
    if (this.#sessions.present(target) !== presence) return;
    this.#sessions.leave(presence);
    this.#throttles.left(presence);
    this.#onLeft(target);
    const names = namesOf(target);
    if (will !== undefined && reason !== 'by-device') {
      this.#throttles.will(target, () =>
        this.#log.recordTelemetry(telemetryEvent(arrival, will, this.#clock.now())),
      );
    }
    const why = detail === undefined ? {} : { detail };
    this.#log.record({ type: 'disconnected', ...names, reason, ...why });
  }

  /** Ends the target's connection, if it has one. */
  end(target: string, reason: DisconnectReason, manner: EndManner = 'at-once'): void {
    const presence = this.#sessions.present(target);
    if (presence === undefined) return;
    this.leave(presence, reason);
    presence.link.end(reason, manner);
  }

  endAll(reason: DisconnectReason): void {
    for (const { arrival } of this.#sessions.all()) this.end(arrival.target, reason);
  }

  /** Forgets all sessions: none goes on. @throws PNP_HUB_STATE_UNAVAILABLE */
  loseSessions(): void {
    this.#sessions.clear();
  }

  /** What makes the journal forget the session of a target. */
  removal(target: string): Change {
    return this.#sessions.removal(target);
  }

  /** Ends the connection and forgets the session, as the journal has. */
  forget(target: string, reason: DisconnectReason): void {
    this.end(target, reason);
    this.#sessions.forget(target);
    this.#takeovers.forget(target);
    this.#throttles.forget(target);
  }

  /** Why something cannot be delivered now; `what` is what it would have to listen to. */
  offline(target: string, what: string): Error {
    const why = this.isConnected(target) ? `is connected but takes no ${what}` : 'is not connected';
    return hubError('PNP_HUB_DEVICE_OFFLINE', `${target} ${why}`, {
      hint: `wait until it is connected and has subscribed to ${what}`,
    });
  }
}
