import {
  array,
  Component,
  enumOf,
  Interface,
  long,
  map,
  object,
  Telemetry,
  Writable,
  type PnpError,
} from '@iotpnp/core';

const Mode = enumOf({ off: 'OFF', on: 'ON' });
const Gear = enumOf({ low: 1, high: 2 });

/** A telemetry of each schema; it has nothing else, so that it needs nothing of a transport. */
@Interface('dtmi:com:example:Instrument;1')
export class Instrument {
  /** What the app was told of. */
  readonly problems: PnpError[] = [];
  @Telemetry('boolean') flag?: boolean;
  @Telemetry('date') day?: Date;
  @Telemetry('dateTime') at?: Date;
  @Telemetry('double') level?: number;
  @Telemetry('duration') lasting?: string;
  @Telemetry('float') ratio?: number;
  @Telemetry('integer') count?: number;
  @Telemetry('long') total?: number;
  @Telemetry(long({ as: 'bigint' })) exact?: bigint;
  @Telemetry('string') text?: string;
  @Telemetry('time') clock?: string;
  @Telemetry(Mode) mode?: 'OFF' | 'ON';
  @Telemetry(Gear) gear?: 1 | 2;
  @Telemetry(array('double')) series?: number[];
  @Telemetry(map('dateTime')) events?: Record<string, Date>;
  @Telemetry(object({ day: 'date', mode: Mode })) shift?: { day: Date; mode: 'OFF' | 'ON' };

  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

/** A telemetry of each primitive schema that came with DTDL v4. */
@Interface('dtmi:com:example:Instrument;4', { dtdl: 4 })
export class InstrumentV4 {
  readonly problems: PnpError[] = [];
  @Telemetry('byte') byte?: number;
  @Telemetry('bytes') bytes?: Uint8Array;
  @Telemetry('decimal') decimal?: string;
  @Telemetry('short') short?: number;
  @Telemetry('unsignedByte') unsignedByte?: number;
  @Telemetry('unsignedInteger') unsignedInteger?: number;
  @Telemetry('unsignedLong') unsignedLong?: number;
  @Telemetry('unsignedShort') unsignedShort?: number;
  @Telemetry('uuid') uuid?: string;

  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

/** Two instruments, and telemetry of the default component beside them. */
@Interface('dtmi:com:example:Panel;1')
export class Panel {
  @Component(Instrument) left = new Instrument();
  @Component(Instrument) right = new Instrument();
  @Telemetry('double') workingSet = 0;
}

/** A writable property of each primitive schema. */
@Interface('dtmi:com:example:Settings;1')
export class Settings {
  @Writable('date') day = new Date(0);
  @Writable('dateTime') at = new Date(0);
  @Writable('duration') lasting = 'PT0S';
  @Writable('integer') count = 0;
  @Writable('long') total = 0;
  @Writable('time') clock = '00:00:00';
  @Writable(Mode) mode: 'OFF' | 'ON' = 'OFF';
  @Writable(Gear) gear: 1 | 2 = 1;
}

/** Polled every five seconds: `reading` answers at once, `slow` when the test says so. */
@Interface('dtmi:com:example:Sampler;1')
export class Sampler {
  readonly pending: { readonly finish: (value: number) => void }[] = [];
  /** How the next calls of `reading` fail, one each. */
  readonly failures: ('throws' | 'rejects')[] = [];
  #readings = 0;

  @Telemetry('integer', { every: '5s' }) reading(): number | Promise<number> {
    const failure = this.failures.shift();
    if (failure === 'throws') throw new Error('no sensor');
    if (failure === 'rejects') return Promise.reject(new Error('no sensor'));
    return ++this.#readings;
  }

  @Telemetry('integer', { every: '5s' }) slow(): Promise<number> {
    return new Promise((finish) => {
      this.pending.push({ finish });
    });
  }
}

/** Two samplers that are due at the same time. */
@Interface('dtmi:com:example:Laboratory;1')
export class Laboratory {
  @Component(Sampler) first = new Sampler();
  @Component(Sampler) second = new Sampler();
}
