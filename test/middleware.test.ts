import { createPlugin, loadConfig } from '@iotpnp/config';
import { Component, Interface, Property, Telemetry, Writable } from '@iotpnp/core';
import { memoryLog, type LogLine } from '@iotpnp/testkit';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PLUGINS } from '../packages/cli/src/identity/plugins.js';
import { DEVICE, next, onHub } from './support/on-hub.js';

@Interface('dtmi:com:example:Tracker;1')
class Tracker {
  @Telemetry('string') position?: string;
  @Telemetry('double') speed?: number;
  @Writable('string') label = 'van of Ada';
}

@Interface('dtmi:com:example:Van;1')
class Van {
  @Component(Tracker) tracker = new Tracker();
  @Property('string') owner = 'Grace';
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-middleware-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The middleware that a config names, as the command makes it. */
async function middlewareOf(plugins: readonly unknown[], log: LogLine[]) {
  writeFileSync(path.join(folder, 'pnp.config.json'), JSON.stringify({ plugins }));
  const config = await loadConfig({ cwd: folder, env: {} });
  const made = config.plugins.map((use, index) => {
    const key = `plugins.${index}`;
    const aliases = PLUGINS.plugins;
    const rest = { aliases, key, origin: config.origins[key], log: memoryLog(log) };
    return createPlugin(use, { kind: 'middleware', ...rest });
  });
  return Promise.all(made);
}

it('what is redacted reaches no hub and no log, by the names of the command', async () => {
  const lines: LogLine[] = [];
  const redact = {
    use: 'redact',
    drop: ['tracker.position'],
    replace: { owner: 'anonymous', 'tracker.label': 'a van' },
  };
  const log = { use: 'log', values: true };
  const middleware = await middlewareOf([redact, log, 'opentelemetry'], lines);
  const app = new Van();
  await using device = await onHub(app, { middleware });
  app.tracker.position = '52.4,4.9';
  app.tracker.speed = 80;
  const { telemetry } = await next(device.events, 'telemetry');
  expect(telemetry.body).toEqual({ speed: 80 });
  const version = device.hub.desire(DEVICE, { tracker: { label: 'van of Bob' } });
  await expect
    .poll(() => device.hub.twin(DEVICE).reported)
    .toMatchObject({
      owner: 'anonymous',
      tracker: { label: { value: 'a van', ac: 200, av: version } },
    });
  expect(app.tracker.label).toBe('van of Bob');
  const outgoing = lines.filter(({ message }) => message !== 'desired');
  expect(outgoing.map(({ message }) => message)).toContain('telemetry');
  expect(JSON.stringify(outgoing)).not.toMatch(/52\.4|Grace|van of/);
});
