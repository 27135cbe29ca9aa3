import { expect, it } from 'vitest';
import { MemoryDevice, started } from '@iotpnp/testkit';
import { Component, Interface, map, Property, Writable, type PnpError } from '../index.js';

const K = 1_024;

@Interface('dtmi:com:example:Shelf;1')
class Shelf {
  readonly problems: PnpError[] = [];
  @Property(map('string')) big: Record<string, string> | undefined;
  @Property(map('string')) other: Record<string, string> | undefined;
  @Property('integer') small = 0;
  @Writable('boolean') open = false;
  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

@Interface('dtmi:com:example:Store;1')
class Store extends Shelf {
  @Component(Shelf) shelf = new Shelf();
}

/** So many bytes of keys and texts, in pieces a twin takes. */
function text(bytes: number): Record<string, string> {
  const pieces = Array.from({ length: Math.ceil(bytes / K) }, (_, at): [string, string] => {
    return [`k${String(at).padStart(2, '0')}`, 'x'.repeat(Math.min(K, bytes - at * K) - 3)];
  });
  return Object.fromEntries(pieces);
}

it('what does not fit into 32 KB waits, told once with the sizes, and the rest goes out', async () => {
  const app = new Store();
  await using running = await started(app);
  app.big = text(20 * K);
  await running.session.flush();
  app.shelf.big = text(16 * K);
  app.shelf.small = 1;
  await running.session.flush();
  app.small = 2;
  await running.session.flush();
  expect(running.hub.reported).toMatchObject({ small: 2, shelf: { __t: 'c', small: 1 } });
  expect(running.hub.reported['shelf']).not.toHaveProperty('big');
  expect(app.problems).toMatchObject([
    { code: 'PNP_REPORT_TOO_LARGE', where: { member: 'shelf.big' } },
  ]);
  expect(app.shelf.problems).toEqual(app.problems);
  const line = running.lines.find(({ fields }) => fields['code'] === 'PNP_REPORT_TOO_LARGE');
  expect(line?.fields['sizes']).toMatchObject({ big: 20 * K + 3, small: 13 });
});

it('goes out when there is room again', async () => {
  const app = new Store();
  await using running = await started(app);
  app.big = text(20 * K);
  app.other = text(16 * K);
  await running.session.flush();
  expect(running.hub.reported).not.toHaveProperty('big'); // the one that grows least goes first
  app.other = undefined;
  await running.session.flush();
  expect(running.hub.reported).not.toHaveProperty('other');
  expect(running.hub.reported['big']).toEqual(text(20 * K));
});

it('takes as much as the hub does, to the byte', async () => {
  const hub = new MemoryDevice();
  const app = new Shelf();
  const taken = { small: 8 + 5, open: 4 + 'open'.length + 'valueacavad'.length + 16 + 22 };
  const free = 32 * K - taken.small - taken.open - 'big'.length;
  await using running = await started(app, { hub });
  await running.session.flush();
  app.big = text(free);
  await running.session.flush();
  expect(hub.reported).toHaveProperty('big');
  app.big = text(free + 1);
  await running.session.flush();
  expect(app.problems.map(({ code }) => code)).toEqual(['PNP_REPORT_TOO_LARGE']);
});

it('what others have reported counts too', async () => {
  const hub = new MemoryDevice();
  hub.reported = { $version: 5, legacy: text(20 * K), shelf: { __t: 'c', old: text(8 * K) } };
  const app = new Store();
  await using running = await started(app, { hub });
  app.shelf.big = text(4 * K);
  await running.session.flush();
  expect(app.problems.map(({ code }) => code)).toEqual(['PNP_REPORT_TOO_LARGE']);
});
