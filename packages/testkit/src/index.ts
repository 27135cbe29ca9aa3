export { bench, started, type Bench, type Started } from './bench.js';
export { FakeClock, settled } from './fake-clock.js';
export { memoryLog, type LogLine } from './memory-log.js';
export { lost } from './memory/lost.js';
export type { Delivery, MessageOptions } from './memory/mailbox.js';
export { MemoryDevice, type ReportFault } from './memory/memory-device.js';
export { MemoryHub } from './memory/memory-hub.js';
export { MemoryTwin } from './memory/memory-twin.js';
export { watchRejections, type Rejections } from './watch-rejections.js';
