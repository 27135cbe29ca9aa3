import { Interface, PnpError } from '@iotpnp/core';
import { describe, expect, it } from 'vitest';
import { deviceClass } from './device-class.js';

@Interface('dtmi:com:example:Pump;1')
class Pump {}
@Interface('dtmi:com:example:Valve;1')
class Valve {}
class Plain {}

const pick = (exports: Record<string, unknown>, name?: string) =>
  deviceClass(exports, { file: '/app/pump.ts', name });

function fault(exports: Record<string, unknown>, name?: string): PnpError {
  try {
    pick(exports, name);
  } catch (error) {
    if (error instanceof PnpError) return error;
  }
  throw new Error('expected a PnpError');
}

describe('deviceClass', () => {
  it('is the export of that name', () => {
    expect(pick({ default: Pump, Valve }, 'Valve')).toBe(Valve);
    expect(fault({ Pump, Valve }, 'Vavle')).toMatchObject({
      code: 'PNP_DEVICE_EXPORT',
      hint: "name one after the module's path: #Pump, #Valve",
    });
  });

  it('is the default export, decorated or not', () => {
    expect(pick({ default: Plain, Pump })).toBe(Plain);
  });

  it('is the only decorated class', () => {
    expect(pick({ Plain, Pump, create() {}, speed: 1 })).toBe(Pump);
    expect(pick({ Plain })).toBe(Plain);
  });

  it('is not guessed among several, nor found in none', () => {
    expect(fault({ Pump, Valve }).hint).toContain('#Pump, #Valve');
    expect(fault({ create() {} }).code).toBe('PNP_DEVICE_EXPORT');
  });

  it("is found in a CommonJS module's exports", () => {
    expect(pick({ default: { Pump } })).toBe(Pump);
    expect(pick({ default: { __esModule: true, default: Pump } })).toBe(Pump);
  });
});
