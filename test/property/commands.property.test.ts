import { compile } from '@iotpnp/core';
import type { InterfaceModel, Json } from '@iotpnp/model';
import { startApp } from '@iotpnp/testkit';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { expect, it } from 'vitest';
import { fitting, junk, PROTOTYPE_NAMES } from './arbitraries-from-schema.js';
import { expectedAnswer, wireName } from './command-oracle.js';
import { CommandProbe } from './command-probe.js';
import { harmless } from './harmless.js';
import { componentsOf, commandsOf } from './model-places.js';
import { runs, TIME } from './runs.js';

interface Request {
  readonly name: string;
  /** Undefined for none at all. */
  readonly payload: Json | undefined;
}

const { model: MODEL } = compile(CommandProbe);

/** 70 % declared names, half of whose payloads fit; the rest is what no device has to do with. */
function requests(model: InterfaceModel): Arbitrary<Request> {
  const nothing = fc.constantFrom<(Json | undefined)[]>(undefined, null);
  const anything = fc.oneof(junk, nothing);
  const declared = fc.constantFrom(...commandsOf(model)).chain((command) =>
    fc.record({
      name: fc.constant(wireName(command)),
      payload: fc.oneof(
        command.request === undefined ? anything : fitting(command.request),
        anything,
      ),
    }),
  );
  const component = fc.constantFrom(...componentsOf(model), 'nobody', '', ...PROTOTYPE_NAMES);
  const own = fc.constantFrom(
    'unknown',
    '',
    'calls',
    'left',
    'log',
    ...PROTOTYPE_NAMES,
    ...commandsOf(model).map(({ name }) => name),
  );
  const name = fc.oneof(
    own,
    fc.tuple(component, own).map((parts) => parts.join('*')),
    fc.tuple(component, own, own).map((parts) => parts.join('*')),
  );
  return fc.oneof(
    { weight: 7, arbitrary: declared },
    { weight: 3, arbitrary: fc.record({ name, payload: anything }) },
  );
}

it('commands are answered as the conventions say, whoever asks for what', TIME, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests(MODEL), { minLength: 1, maxLength: 8 }), (given) =>
      harmless(async () => {
        const app = new CommandProbe();
        await using device = await startApp(app);
        for (const { name, payload } of given) {
          const expected = expectedAnswer(MODEL, name, payload);
          app.calls.length = 0;
          const answer = await device.hub.invoke(name, payload);
          expect({ ...answer, ran: app.calls }).toEqual({
            status: expected.status,
            payload:
              expected.payload === undefined ? { message: expect.any(String) } : expected.payload,
            ran: expected.ran === undefined ? [] : [expected.ran],
          });
          expect(JSON.stringify(answer)).not.toMatch(/\bat .*\.ts:\d/); // no stack (C5)
        }
      }),
    ),
    runs(4_000),
  );
});
