import { randomUUID } from 'node:crypto';
import rhea, { type Delivery, type Sender } from 'rhea';
import type { FeedbackRecord } from '../feedback-record.js';
import { FILES_CONTAINER } from '../http/blob-requests.js';
import type { HubState } from '../state/hub-state.js';
import type { Batch, ServiceQueue } from '../state/service-queue.js';
import type { Feed } from './link-end.js';
import type { Outlet } from './outlet.js';

/** Batches a receiver may have that it has not settled. */
const MAX_UNSETTLED = 16;
/** Source: "Send cloud-to-device messages from an IoT hub", message feedback. */
const MAX_RECORDS = 64;
/** The sender is to settle all by itself. */
const SETTLED = 1;

/** What a queue is to its receivers. */
interface Manner<T> {
  readonly contentType: string;
  readonly maxItems: number;
  readonly bodyOf: (items: readonly T[]) => unknown;
  readonly now: () => number;
  /** Whether the receiver settles nothing: what it was sent is done with. */
  readonly isSettled: boolean;
}

const FEEDBACK: Omit<Manner<FeedbackRecord>, 'now' | 'isSettled'> = {
  contentType: 'application/vnd.microsoft.iothub.feedback.json',
  maxItems: MAX_RECORDS,
  bodyOf: (records) => records,
};

/** What became of cloud-to-device messages. */
export function feedbackFeed({ feedback, clock }: HubState, outlet: Outlet, sender: Sender): Feed {
  const manner = { ...FEEDBACK, isSettled: isSettled(sender), now: () => clock.now() };
  return feedOf(feedback.queue, outlet, manner);
}

/** Source: "Upload files with IoT Hub", file upload notifications. */
export function fileNoticeFeed(
  { fileNotices, clock }: HubState,
  outlet: Outlet,
  sender: Sender,
  hostName: string,
): Feed {
  return feedOf(fileNotices, outlet, {
    isSettled: isSettled(sender),
    now: () => clock.now(),
    contentType: 'application/vnd.microsoft.iothub.filenotification.json',
    maxItems: 1,
    bodyOf: ([event]) =>
      event === undefined
        ? {}
        : {
            deviceId: event.deviceId,
            blobUri: `https://${hostName}/${FILES_CONTAINER}/${event.deviceId}/${event.name}`,
            blobName: `${event.deviceId}/${event.name}`,
            lastUpdatedTime: event.at.toISOString(),
            blobSizeInBytes: event.size,
            enqueuedTimeUtc: event.at.toISOString(),
          },
  });
}

function isSettled({ snd_settle_mode }: Sender): boolean {
  return snd_settle_mode === SETTLED;
}

/** Gives from a queue, and takes back what is not accepted. A rejected batch is gone. */
function feedOf<T>(queue: ServiceQueue<T>, outlet: Outlet, manner: Manner<T>): Feed {
  const unsettled = new Map<Delivery, Batch<T>>();
  const stop = queue.onWaiting(() => outlet.pump());
  return {
    next() {
      const batch = unsettled.size < MAX_UNSETTLED ? queue.take(manner.maxItems) : undefined;
      if (batch === undefined) return undefined;
      const body = Buffer.from(JSON.stringify(manner.bodyOf(batch.items)));
      const message = {
        message_id: randomUUID(),
        content_type: manner.contentType,
        content_encoding: 'utf-8',
        message_annotations: { 'iothub-enqueuedtime': new Date(manner.now()) },
        body: rhea.message.data_section(body),
      };
      if (manner.isSettled) return { message, isSettled: true, sent: () => batch.complete() };
      return { message, sent: (delivery) => void unsettled.set(delivery, batch) };
    },
    settled(outcome, delivery) {
      const batch = unsettled.get(delivery);
      unsettled.delete(delivery);
      if (outcome === 'released') batch?.release();
      else batch?.complete();
      outlet.pump();
    },
    gone() {
      stop();
      for (const batch of unsettled.values()) batch.release();
    },
  };
}
