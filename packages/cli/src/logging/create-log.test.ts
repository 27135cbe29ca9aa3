import { PnpError, Secret } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from './create-log.js';

function logged(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const output = { write: (text: string) => lines.push(text) };
  const log = createLog({ level: 'info', format: 'json', colour: false, output, ...options });
  return { log, lines };
}

describe('the JSON log', () => {
  it('has one object a line, with level, time and fields', () => {
    const { log, lines } = logged();
    log.child({ device: 'd1' }).info('connected', { hub: 'h', key: new Secret('s3cret') });
    log.debug('not at this level');
    expect(lines).toHaveLength(1);
    const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(line).toEqual({
      level: 'info',
      device: 'd1',
      hub: 'h',
      key: '[redacted]',
      msg: 'connected',
    });
  });

  it('tells of an error what mends it, not its stack', () => {
    const { log, lines } = logged();
    log.warn('failed', { error: new PnpError('PNP_X', 'broken', { hint: 'mend it' }) });
    const { error } = JSON.parse(lines[0] ?? '') as { error: unknown };
    expect(error).toEqual({ code: 'PNP_X', message: 'broken', hint: 'mend it' });
  });
});

describe('the pretty log', () => {
  const pretty = { format: 'pretty' } as const;

  it('has one line a message: time, level, message, fields, payload', () => {
    const { log, lines } = logged(pretty);
    log.info('hub telemetry', { component: 'thermostat1', payload: { temperature: 21.4 } });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: hub telemetry {2}component=thermostat1 \{"temperature":21\.4\}\n$/,
    );
  });

  it('keeps a value with spaces or line breaks one quoted value on one line', () => {
    const { log, lines } = logged(pretty);
    log.warn('odd', { a: 'x y=z', b: 'one\ntwo\u001B[31m' });
    expect(lines.join('')).toMatch(/odd {2}a="x y=z" b="one\\ntwo\\u001b\[31m"\n$/);
  });

  it('shows JSON that came as text as it came, unless it would break the line', () => {
    const { log, lines } = logged(pretty);
    log.info('as is', { payload: '{"total":9007199254740993}' });
    log.info('quoted', { payload: '{\n}' });
    log.info('quoted', { payload: 'plain text' });
    expect(lines[0]).toMatch(/as is {2}\{"total":9007199254740993\}\n$/);
    expect(lines[1]).toMatch(/quoted {2}"\{\\n\}"\n$/);
    expect(lines[2]).toMatch(/quoted {2}"plain text"\n$/);
  });

  it('sets off level, message and keys from values and payload, on one line', () => {
    const { log, lines } = logged({ ...pretty, colour: true });
    log.info('hub telemetry', { component: 'thermostat1', payload: { temperature: 21.4 } });
    const [dim, bold, green] = ['\u001B[2m', '\u001B[1m', '\u001B[32m'];
    const line = lines.join('');
    expect(line).toContain(`${green}INFO`);
    expect(line).toContain(`${bold}hub telemetry\u001B[22m`);
    expect(line).toContain(`${dim}component=\u001B[22mthermostat1 {"temperature":21.4}`);
    expect(line.startsWith(`${dim}[`)).toBe(true);
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line).not.toContain('\u001B[36m');
  });

  it('is coloured only when asked', () => {
    const plain = logged(pretty);
    const coloured = logged({ ...pretty, colour: true });
    for (const { log } of [plain, coloured]) log.info('hello');
    expect(plain.lines.join('')).not.toContain('\u001B');
    expect(coloured.lines.join('')).toContain('\u001B');
  });
});
