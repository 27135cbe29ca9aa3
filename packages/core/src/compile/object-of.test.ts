import { object } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { array, Field, map, objectOf, optional, type Class } from '../index.js';

class Sample {
  constructor() {
    throw new Error('opens hardware');
  }
  @Field('double') value = 1;
  @Field('dateTime', { displayName: 'At' }) at = new Date(0);
  double() {
    return this.value * 2;
  }
}

class Report {
  @Field('double') maxTemp!: number;
  @Field(optional('string')) note?: string;
  @Field(array(objectOf(Sample)), { name: 'all_samples' }) samples!: Sample[];
  get hottest() {
    return Math.max(...this.samples.map(({ value }) => value));
  }
}

const schema = objectOf(Report, { displayName: 'Report' });
const json = {
  maxTemp: 30,
  all_samples: [
    { value: 21, at: '2024-02-29T12:00:00.000Z' },
    { value: 30, at: '2024-02-29T13:00:00.000Z' },
  ],
};

describe('what is read', () => {
  it('is an instance of the class, made without its constructor', () => {
    const report = schema.parse(json);
    expect(report).toBeInstanceOf(Report);
    expect(report.samples[1]).toBeInstanceOf(Sample);
    expect(report.hottest).toBe(30);
    expect(report.samples[0]?.double()).toBe(42);
    expect(report.samples[0]?.at).toEqual(new Date('2024-02-29T12:00:00Z'));
  });

  it('has every field as a member of its own, absent ones as undefined', () => {
    expect(Object.entries(schema.parse({ ...json, later: true }))).toEqual([
      ['maxTemp', 30],
      ['note', undefined],
      ['samples', expect.any(Array)],
    ]);
  });

  it('is refused with the path of the wire', () => {
    const read = () => schema.parse({ ...json, all_samples: [{ value: 'x' }] }, { path: 'report' });
    expect(read).toThrow('report.all_samples[0].value: expected double, found "x"');
    expect(() => schema.parse({ all_samples: [] })).toThrow('maxTemp: expected double');
    expect(() => schema.parse([])).toThrow('expected an object, found an array');
  });

  it('runs no accessor of the class, whose instance was never constructed', () => {
    class Guarded {
      #level = 0;
      @Field(optional('double')) get level(): number | undefined {
        return this.#level;
      }
      set level(value: number | undefined) {
        this.#level = value ?? 0;
      }
    }
    expect(objectOf(Guarded).parse({ level: 5 }).level).toBe(5);
    expect(objectOf(Guarded).parse({}).level).toBeUndefined();
  });

  it('has what its keys say and nothing from prototypes', () => {
    const read = schema.parse(
      JSON.parse('{"__proto__":{"note":"x"},"maxTemp":1,"all_samples":[]}'),
    );
    expect(read.note).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Report.prototype);
    expect(({} as { note?: string }).note).toBeUndefined();
  });
});

describe('what is written', () => {
  it('is an instance, or any object with such members', () => {
    const samples = [{ value: 30, at: new Date('2024-02-29T13:00:00Z'), double: () => 60 }];
    const report = Object.assign(new Report(), { maxTemp: 30, samples });
    const written = { maxTemp: 30, all_samples: json.all_samples.slice(1) };
    expect(schema.serialize(report)).toStrictEqual(written);
    expect(schema.serialize({ maxTemp: 30, samples })).toStrictEqual(written);
    expect(schema.serialize({ maxTemp: 30, samples, note: 'x' })).toHaveProperty('note', 'x');
  });

  it('may come from a getter', () => {
    class Range {
      @Field('double') low = 1;
      @Field('double') high = 3;
      @Field('double') get middle() {
        return (this.low + this.high) / 2;
      }
    }
    expect(objectOf(Range).serialize(new Range())).toEqual({ low: 1, high: 3, middle: 2 });
    expect(objectOf(Range).parse({ low: 1, high: 3, middle: 9 }).middle).toBe(9);
  });

  it('is refused like any object', () => {
    expect(() => schema.serialize({ maxTemp: Number.NaN, samples: [] })).toThrow(
      'maxTemp: expected double, found NaN',
    );
    expect(() => schema.serialize('x')).toThrow('expected an object');
  });
});

describe('in DTDL', () => {
  it('is the object that object() would make', () => {
    const same = object(
      {
        maxTemp: 'double',
        note: optional('string'),
        all_samples: array(
          object({ value: 'double', at: { schema: 'dateTime', displayName: 'At' } }),
        ),
      },
      { displayName: 'Report' },
    );
    expect(schema.toDtdl(2)).toEqual(same.toDtdl(2));
    expect(schema.problems).toEqual([]);
    expect(schema.check(2)).toEqual(same.check(2));
    expect(schema.holdsArray).toBe(true);
    expect(map(objectOf(Sample)).holdsArray).toBe(false);
  });

  it('has the fields of its bases first; what it declares again is its own', () => {
    class Base {
      @Field('double') level = 0;
      @Field('string') label = '';
    }
    class Derived extends Base {
      @Field('string', { comment: 'c' }) override label = 'x';
      @Field('boolean') on = true;
    }
    expect(objectOf(Derived).toDtdl(2)).toEqual(
      object({
        level: 'double',
        label: { schema: 'string', comment: 'c' },
        on: 'boolean',
      }).toDtdl(2),
    );
    expect(objectOf(Derived).parse({ level: 1, label: 'y', on: true })).toBeInstanceOf(Derived);
    expect(objectOf(Base).toDtdl(2)).toEqual(
      object({ level: 'double', label: 'string' }).toDtdl(2),
    );
  });

  it('may name a class that is declared further down', () => {
    class Outer {
      @Field(objectOf((): Class<{ level: number }> => Later)) inner!: { level: number };
    }
    class Later {
      @Field('double') level = 0;
    }
    expect(objectOf(Outer).parse({ inner: { level: 1 } }).inner).toBeInstanceOf(Later);
  });
});
