import { array, assert, asyncProperty, sample } from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runs, TIME } from '../property/runs.js';
import { amqpConversation } from './amqp-conversation.js';
import { attack, run, type Attack, type Conversation } from './attack.js';
import {
  dpsConnect,
  dpsSession,
  httpRequests,
  mqttConnect,
  mqttSession,
  noise,
  upgrade,
  webSocketFrames,
} from './conversations.js';
import { FuzzHub, type Census } from './fuzz-hub.js';
import { GoodClient } from './good-client.js';

const ROUNDS = 30;
const AT_ONCE = 5;
/** As many as come when a whole plant comes back, and all of them bad. */
const CROWD = 150;
/** Repeated until what is made once, code among it, is made. */
const CROWDS_BEFORE = 3;
const CROWDS_AFTER = 4;
/** What 600 bad clients may leave in memory: 2 KB each would be found. */
const MEMORY_BYTES = 1_200_000;
/** Longer than every deadline of the hub for who is not done: 300 s for the body of a request. */
const ALL_DEADLINES_MS = 301_000;
/** How often a census is taken before what it finds is taken for good. */
const PATIENCE_MS = 10_000;

let hub: FuzzHub;
let good: GoodClient;
let quiet: Census;
let conversations: Readonly<Record<string, readonly Conversation[]>>;

function spoilt(then: Buffer, ...opening: readonly Buffer[]): Conversation {
  return { tls: true, opening, then, mayStay: false };
}

function lasting(then: Buffer, ...opening: readonly Buffer[]): Conversation {
  return { ...spoilt(then, ...opening), mayStay: true };
}

beforeAll(async () => {
  hub = await FuzzHub.start();
  good = await GoodClient.connect(hub);
  await good.isServed();
  quiet = await hub.census();
  const { place } = hub;
  const connect = mqttConnect(place);
  const amqp = await amqpConversation(place);
  const [mqttSocket, amqpSocket] = [upgrade('mqtt'), upgrade('AMQPWSB10')];
  conversations = {
    'no TLS': [{ ...spoilt(noise(64)), tls: false }],
    'any protocol': [spoilt(noise(64))],
    'MQTT before it is let in': [spoilt(Buffer.concat([connect, mqttSession()]))],
    'MQTT of a device': [spoilt(mqttSession(), connect)],
    'MQTT of a registration': [
      spoilt(Buffer.concat([dpsConnect(place), dpsSession()])),
      spoilt(dpsSession(), dpsConnect(place)),
    ],
    HTTP: httpRequests(place).map((request) => spoilt(request)),
    WebSockets: [
      spoilt(Buffer.concat([mqttSocket, webSocketFrames([connect, mqttSession()])])),
      spoilt(webSocketFrames([connect, mqttSession()]), mqttSocket),
      lasting(webSocketFrames([amqp]), amqpSocket),
    ],
    AMQP: [lasting(amqp)],
  };
});

afterAll(async () => {
  await good?.[Symbol.asyncDispose]();
  await hub?.[Symbol.asyncDispose]();
});

/** All at once, and until nothing is left of them but what the hub waits for no longer. */
async function suffer(attacks: readonly Attack[], among: readonly Conversation[]): Promise<void> {
  const attacking = attacks.map((each) => run(each, among, hub));
  await good.isServed();
  const clients = await Promise.all(attacking);
  await good.isServed();
  await hub.advance(ALL_DEADLINES_MS);
  if (among.some(({ mayStay }) => mayStay)) for (const client of clients) client.abandon();
  await isQuiet();
  await Promise.all(clients.map(({ gone }) => gone));
  await good.isServed();
}

async function isQuiet(): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let census = await hub.census();
  while (!isAsQuiet(census) && performance.now() < until) census = await hub.census();
  expect(census).toEqual(quiet);
}

function isAsQuiet({ sockets, timers, deadlines }: Census): boolean {
  return sockets === quiet.sockets && timers === quiet.timers && deadlines === quiet.deadlines;
}

it(
  'many bad clients at once, of all kinds, leave nothing in memory',
  async () => {
    const among = Object.values(conversations).flat();
    const crowd = array(attack, { minLength: CROWD, maxLength: CROWD });
    const { seed = 0 } = runs(1);
    const crowds = sample(crowd, { seed, numRuns: CROWDS_BEFORE + CROWDS_AFTER });
    for (const attacks of crowds.slice(0, CROWDS_BEFORE)) await suffer(attacks, among);
    const before = await hub.heapBytes();
    for (const attacks of crowds.slice(CROWDS_BEFORE)) await suffer(attacks, among);
    const left = (await hub.heapBytes()) - before;
    expect(left, `seed ${seed}`).toBeLessThan(MEMORY_BYTES);
  },
  TIME.timeout,
);

it.each([
  'no TLS',
  'any protocol',
  'MQTT before it is let in',
  'MQTT of a device',
  'MQTT of a registration',
  'HTTP',
  'WebSockets',
  'AMQP',
])(
  'bad clients of %s lose their own connection, and nothing is left of them',
  async (protocol) => {
    const among = conversations[protocol] ?? [];
    const attacks = array(attack, { minLength: 1, maxLength: AT_ONCE });
    await assert(
      asyncProperty(attacks, (each) => suffer(each, among)),
      // What is left of one round is there in the next: nothing can be shrunk.
      { ...runs(ROUNDS), endOnFailure: true },
    );
  },
  TIME.timeout,
);
