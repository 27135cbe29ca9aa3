import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { harmless } from './harmless.js';
import { at, sameJson } from './json-values.js';
import { keyOf } from './model-places.js';
import { quiet } from './quiet.js';
import { pathOf, PROPERTIES, reportedCases, ReportedRun } from './reported-run.js';
import { runs, TIME } from './runs.js';

it('the hub holds at last what the device does, however its reports fare', TIME, async () => {
  await fc.assert(
    fc.asyncProperty(reportedCases(), (given) =>
      harmless(async () => {
        await using run = await ReportedRun.start(given);
        for (const operation of given.operations) await run.perform(operation);
        await run.release();
        await quiet(run.device.clock);
        expect(run.faults).toEqual([]);
        expect(differences(run)).toEqual([]);
      }),
    ),
    runs(2_000),
  );
});

function differences({ expected, device }: ReportedRun): string[] {
  return PROPERTIES.flatMap((place) => {
    const [found, wanted] = [at(device.hub.reported, ...pathOf(place)), expected.get(keyOf(place))];
    const text = `${keyOf(place)}: hub holds ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
    return sameJson(found, wanted) ? [] : [text];
  });
}
