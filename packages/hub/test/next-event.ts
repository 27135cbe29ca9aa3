import type { HubEvent, SubscriptionKind } from '../src/hub-event.js';

/** The next event of a type; those before it are skipped. */
export async function nextEvent<T extends HubEvent['type']>(
  events: AsyncIterator<HubEvent>,
  type: T,
): Promise<Extract<HubEvent, { type: T }>> {
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error(`the hub closed before ${type}`);
    if (value.type === type) return value as Extract<HubEvent, { type: T }>;
  }
}

/** Waits until somebody has subscribed. */
export async function subscribed(
  events: AsyncIterator<HubEvent>,
  to: SubscriptionKind,
): Promise<void> {
  for (;;) {
    if ((await nextEvent(events, 'subscribed')).to === to) return;
  }
}
