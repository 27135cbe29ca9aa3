// The hub under load, beside a general MQTT broker on the same machine: many devices that publish over TLS, and many that are
// connected and say nothing. Hub, broker and each one's devices have a process of their own; what is compared is that of the server.
import type { Place } from './broker-process.js';
import { startChild, type Child } from './child.js';
import type { PublishRequest } from './load-process.js';
import { spread } from './slices.js';

const KINDS = ['hub', 'aedes'] as const;
type Kind = (typeof KINDS)[number];

const PUBLISHERS = 200;
const BYTES = 200;
const WINDOWS = [1, 8];
const PAIRS = 20;
const WARM = 2;
const MESSAGES_EACH = 200;
const CONNECTED = 2_000;
const CROWDS = 3;
/** Never so long: whatever hangs, this ends. */
const DEADLINE_MS = 600_000;

const deadline = setTimeout(() => {
  console.error('the benchmark hangs');
  process.exit(1);
}, DEADLINE_MS);

/** A server, and the devices that connect to it. */
interface Side extends AsyncDisposable {
  readonly server: Child;
  readonly load: Child;
  readonly place: Place;
}

async function side(kind: Kind, devices: number): Promise<Side> {
  const server = startChild('broker-process', [kind, String(devices)]);
  const load = startChild('load-process');
  const place = await server.ask<Place>('place');
  return {
    server,
    load,
    place,
    async [Symbol.asyncDispose]() {
      await load[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Microseconds of processor time of the server meanwhile, and milliseconds. */
async function cost({ server }: Side, run: () => Promise<number>): Promise<readonly number[]> {
  await server.ask('memory'); // what an earlier slice left is not this one's cost
  const before = await server.ask<NodeJS.CpuUsage>('cpu');
  const ms = await run();
  const after = await server.ask<NodeJS.CpuUsage>('cpu');
  return [after.user + after.system - before.user - before.system, ms];
}

/** Values of one kind and of the other, measured in pairs. */
class Pairs {
  readonly #values = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));

  add(kind: Kind, value: number): void {
    this.#values.get(kind)?.push(value);
  }

  tell(what: string): void {
    const [ours = [], theirs = []] = KINDS.map((kind) => this.#values.get(kind));
    const ratios = ours.map((value, at) => value / (theirs[at] ?? Number.NaN));
    console.log(
      `${what}: hub ${spread(ours)}, aedes ${spread(theirs)}, hub/aedes ${spread(ratios)}`,
    );
  }
}

/** Which comes first changes from pair to pair. */
async function inPairs(count: number, run: (kind: Kind) => Promise<void>): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    for (const kind of at % 2 === 0 ? KINDS : KINDS.toReversed()) await run(kind);
  }
}

async function publishing(
  sides: ReadonlyMap<Kind, Side>,
  window: number,
  reader = '',
): Promise<void> {
  const request: PublishRequest = { messagesEach: MESSAGES_EACH, window, bytes: BYTES };
  const messages = PUBLISHERS * MESSAGES_EACH;
  const cpu = new Pairs();
  const rate = new Pairs();
  const slice = async (kind: Kind): Promise<readonly [number, number]> => {
    const measured = sides.get(kind) as Side;
    const [us = 0, ms = 0] = await cost(measured, () => measured.load.ask('publish', request));
    return [us / messages, (messages * 1_000) / ms];
  };
  await inPairs(WARM, async (kind) => void (await slice(kind))); // warm
  await inPairs(PAIRS, async (kind) => {
    const [usEach, perSecond] = await slice(kind);
    cpu.add(kind, usEach);
    rate.add(kind, perSecond);
  });
  const how = `${PUBLISHERS} devices, ${window} under way each${reader}`;
  cpu.tell(`us CPU a message, ${how}`);
  rate.tell(`messages a second, ${how}`);
}

async function publishers(): Promise<void> {
  await using hub = await side('hub', PUBLISHERS);
  await using aedes = await side('aedes', PUBLISHERS);
  const sides = new Map<Kind, Side>([
    ['hub', hub],
    ['aedes', aedes],
  ]);
  for (const each of sides.values()) await each.load.ask('connect', each.place);
  for (const window of WINDOWS) await publishing(sides, window);
  for (const { server } of sides.values()) await server.ask('read');
  await publishing(sides, Math.max(...WINDOWS), ', read by one');
  for (const { server } of sides.values()) {
    const messages = PUBLISHERS * MESSAGES_EACH * (PAIRS + WARM);
    const read = await server.ask<number>('bytesRead');
    if (read !== messages * BYTES) throw new Error(`${read} bytes were read`);
  }
}

async function crowd(): Promise<void> {
  const [rss, heap, rate, cpu] = [new Pairs(), new Pairs(), new Pairs(), new Pairs()];
  await inPairs(CROWDS, async (kind) => {
    await using each = await side(kind, CONNECTED);
    const before = await each.server.ask<NodeJS.MemoryUsage>('memory');
    const [us = 0, ms = 0] = await cost(each, () => each.load.ask('connect', each.place));
    const after = await each.server.ask<NodeJS.MemoryUsage>('memory');
    rss.add(kind, (after.rss - before.rss) / CONNECTED / 1024);
    heap.add(kind, (after.heapUsed - before.heapUsed) / CONNECTED / 1024);
    rate.add(kind, (CONNECTED * 1_000) / ms);
    cpu.add(kind, us / CONNECTED);
    await each.load.ask('end');
  });
  rss.tell(`KB of memory a device, ${CONNECTED} connected`);
  heap.tell(`KB of heap a device, ${CONNECTED} connected`);
  rate.tell('connects a second');
  cpu.tell('us CPU a connect');
}

await publishers();
await crowd();
clearTimeout(deadline);
