import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from './config-json-schema.js';

it('schema.json is what the schema gives (`vitest -u` writes it anew)', async () => {
  const text = `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../schema.json');
});

describe('schema.json', () => {
  const schema = z.fromJSONSchema(configJsonSchema());
  const accepts = (config: unknown) => schema.safeParse(config).success;

  it.each([
    {},
    { $schema: './schema.json', device: './src/device.ts#Pump', provisioning: 'local' },
    { provisioning: { use: 'dps', idScope: '${env:ID_SCOPE}', registrationId: 'dev1' } },
    { plugins: ['./plugin.ts', { use: 'redact', members: ['serialNumber'] }] },
    { telemetry: { 'thermostat1.temperature': { every: '5s', deadband: 0.5, minInterval: 100 } } },
    { telemetry: { temperature: { every: '${env:EVERY:-5s}' } } },
    { log: { level: '${env:LEVEL}', format: 'json' }, app: { anything: [1, { goes: true }] } },
    { extends: ['./base.yaml', '@example/config'], profiles: { field: { transport: 'azure' } } },
  ])('takes %j', (config) => expect(accepts(config)).toBe(true));

  it.each([
    { devise: './src/device.ts' },
    { transport: 7 },
    { plugins: [{ delta: 1 }] },
    { telemetry: { temperature: { every: '5 seconds' } } },
    { telemetry: { temperature: { each: '5s' } } },
    { telemetry: { temperature: { deadband: -1 } } },
    { log: { level: 'loud' } },
    { profiles: { field: { devise: './src/device.ts' } } },
    { profiles: { field: { log: { level: 'loud' } } } },
  ])('refuses %j', (config) => expect(accepts(config)).toBe(false));
});
