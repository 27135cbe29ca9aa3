import type { Logger } from '@iotpnp/core';
import type { Hub, HubEvent } from '@iotpnp/hub';
import { expect, it } from 'vitest';
import { logHubEvents } from './hub-log.js';

async function payloadOf(text: string): Promise<unknown> {
  const lines: unknown[] = [];
  const write: Logger['info'] = (_message, fields) => void lines.push(fields?.['payload']);
  const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log };
  const body = JSON.parse(text) as Record<string, number>;
  const event = { type: 'telemetry', telemetry: { body, raw: Buffer.from(text) } };
  const hub = {
    async *events() {
      yield event as HubEvent;
    },
  };
  await logHubEvents(hub as unknown as Hub, log);
  return lines[0];
}

it('shows telemetry as JSON', async () => {
  expect(await payloadOf('{"speed":1.5}')).toEqual({ speed: 1.5 });
});

it('shows what JavaScript would round as it was sent', async () => {
  expect(await payloadOf('{"total":9007199254740993}')).toBe('{"total":9007199254740993}');
});
