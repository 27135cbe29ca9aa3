import type { ResolvedConfig } from '@iotpnp/config';
import { PnpError } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { identitySource, type Circumstances } from './identity-source.js';

const use = { use: 'connection-string', options: {} };

function source(
  provisioning: ResolvedConfig['provisioning'],
  circumstances: Partial<Circumstances> = {},
) {
  const config = {
    file: undefined,
    device: undefined,
    transport: { use: 'azure', options: {} },
    provisioning,
    plugins: [],
    telemetry: {},
    state: undefined,
    app: {},
    interpolated: new Set<string>(),
    unresolved: new Map<string, never>(),
    log: { level: 'info', format: undefined },
    origins: {},
  } as const;
  const given = { local: false, env: {}, cwd: '/app', interactive: false };
  return identitySource(config, { ...given, ...circumstances });
}

describe('identitySource', () => {
  it('is the embedded hub when asked for, over whatever is configured', () => {
    const asked = { kind: 'local-hub', unasked: false };
    expect(source(use, { local: true })).toEqual(asked);
    expect(source({ use: 'local', options: {} })).toEqual(asked);
  });

  it('is what is configured', () => {
    expect(source(use, { interactive: true })).toEqual({ kind: 'plugin', use });
  });

  it('is the embedded hub unasked only for a person at a terminal', () => {
    const unasked = { kind: 'local-hub', unasked: true };
    expect(source(undefined, { interactive: true })).toEqual(unasked);
    expect(source(undefined, { interactive: true, env: { CI: 'false' } })).toEqual(unasked);
  });

  it.each([
    ['off a terminal', { interactive: false }],
    ['in CI', { interactive: true, env: { CI: 'true' } }],
    ['in production', { interactive: true, env: { NODE_ENV: 'production' } }],
  ])('is missing %s, and all that was looked for is listed', (_where, circumstances) => {
    const act = () => source(undefined, circumstances);
    expect(act).toThrow(PnpError);
    expect(act).toThrow(/PNP_CONNECTION_STRING[^]*IOTHUB_DEVICE_CONNECTION_STRING/);
  });
});
