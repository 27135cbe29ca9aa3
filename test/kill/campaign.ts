import { setTimeout as delay } from 'node:timers/promises';
import { DesiredWitness } from './desired-witness.js';
import { HubProcess } from './hub-process.js';
import { IdentitiesWitness } from './identities-witness.js';
import { MessagesWitness } from './messages-witness.js';
import { ReportsWitness } from './reports-witness.js';
import { SessionsWitness } from './sessions-witness.js';
import { randomFrom, type Random, type Run, type Witness } from './witness.js';

const MOST_CHANGES = 200;
const LONGEST_DELAY_MS = 4;

interface Plan {
  readonly dataDir: string;
  readonly kills: number;
  readonly seed: number;
}

/** What a campaign has seen. */
export interface Tally {
  readonly kills: number;
  /** How many changes the hub has acknowledged, all of which were there after the kill. */
  readonly acknowledged: number;
}

/** Kills a hub in the middle of its work, again and again, and looks each time for all it had acknowledged. */
export async function campaign({ dataDir, kills, seed }: Plan): Promise<Tally> {
  const random = randomFrom(seed);
  const witnesses: readonly Witness[] = [
    new IdentitiesWitness(random),
    new ReportsWitness(random),
    new DesiredWitness(),
    new SessionsWitness(random),
    new MessagesWitness(random),
  ];
  const first = await HubProcess.start(dataDir);
  for (const witness of witnesses) await witness.prepare(first);
  await first.kill();
  let acknowledged = 0;
  for (let kill = 0; kill <= kills; kill += 1) {
    const hub = await HubProcess.start(dataDir);
    try {
      for (const witness of witnesses) await witness.check(hub);
      if (kill < kills) acknowledged += await runUntilKilled(hub, witnesses, random);
    } catch (error) {
      throw new Error(`after kill ${kill} of seed ${seed}: ${String(error)}`, { cause: error });
    } finally {
      await hub.kill();
    }
  }
  return { kills, acknowledged };
}

/** Returns how many changes were acknowledged. */
async function runUntilKilled(
  hub: HubProcess,
  witnesses: readonly Witness[],
  random: Random,
): Promise<number> {
  const enough = 1 + random(MOST_CHANGES);
  const run = { hub, isOver: false, count: 0 };
  const killed = new Promise<void>((resolve, reject) => {
    const running: Run = {
      hub,
      get isOver() {
        return run.isOver;
      },
      acknowledged: () => {
        run.count += 1;
        if (run.count === enough) resolve();
      },
    };
    for (const witness of witnesses) {
      witness.write(running).catch((error: unknown) => {
        if (!run.isOver) reject(error);
      });
    }
  });
  await killed;
  await delay(random(LONGEST_DELAY_MS * 1000) / 1000);
  run.isOver = true;
  await hub.kill();
  return run.count;
}
