import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { differences } from './desired-differences.js';
import { desiredCases } from './desired-operations.js';
import { DesiredRun, MODEL } from './desired-run.js';
import { harmless } from './harmless.js';
import { runs, TIME } from './runs.js';

it('answers desired properties as the conventions say, whatever happens to it', TIME, async () => {
  await fc.assert(
    fc.asyncProperty(desiredCases(MODEL), (given) =>
      harmless(async () => {
        const run = new DesiredRun(given);
        await run.start();
        for (const operation of given.operations) await run.perform(operation);
        await run.settle();
        if (given.last !== null) await run.finishAll(given.last);
        expect(differences(run)).toEqual([]);
        // One more read of the twin brings every answer to its version; another has nothing to say.
        for (const _ of [1, 2]) {
          run.hub.resync();
          await run.settle();
          run.read();
        }
        const reports = run.hub.reports.length;
        run.hub.resync();
        await run.settle();
        expect(run.hub.reports.length).toBe(reports);
        expect(await run.stop()).toBeUndefined();
        expect(differences(run)).toEqual([]);
      }),
    ),
    runs(4_000),
  );
});
