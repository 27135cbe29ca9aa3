import type { HubClock } from '../clock.js';
import type { FileUploadedEvent } from '../hub-event.js';
import type { EventLog } from './event-log.js';
import { ServiceQueue } from './service-queue.js';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
}

/** A queue of the files that are there from now on. */
export function fileNotices({ clock, log }: Surroundings): ServiceQueue<FileUploadedEvent> {
  const queue = new ServiceQueue<FileUploadedEvent>(clock);
  log.watch((event) => {
    if (event.type === 'file-uploaded' && event.success) queue.add(event);
  });
  return queue;
}
