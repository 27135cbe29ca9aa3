// Every line below an expectation is refused, in both decorator conventions.
import { array, enumOf, object, optional, type Point, type Schema } from '@iotpnp/model';
import type { CommandContext } from '../src/contexts.js';
import {
  Command,
  Component,
  Field,
  Interface,
  objectOf,
  OnDesired,
  Property,
  Telemetry,
  Writable,
} from '../src/index.js';

const Report = object({ maxTemp: 'double' });
// oxlint-disable-next-line typescript/no-explicit-any, typescript/no-unsafe-type-assertion -- the fault itself
const schemaOfAny = Report as Schema<any>;
const untyped = JSON.parse('"double"');

export class BadTelemetry {
  // @ts-expect-error string field
  @Telemetry('double') a = 'x';
  // @ts-expect-error method returns string
  @Telemetry('double', { every: '5s' }) b() {
    return 'x';
  }
  // @ts-expect-error generator of strings
  @Telemetry('double') async *c() {
    yield 'x';
  }
  // @ts-expect-error a plain method needs every
  @Telemetry('double') d() {
    return 1;
  }
  // @ts-expect-error every on a field
  @Telemetry('double', { every: '5s' }) e = 1;
  // @ts-expect-error unit does not fit the semantic type
  @Telemetry('double', { type: 'Temperature', unit: 'volt' }) f = 1;
  // @ts-expect-error unknown option
  @Telemetry('double', { evry: '5s' }) g = 1;
  // @ts-expect-error unknown schema
  @Telemetry('doubble') h = 1;
  // @ts-expect-error a unit without its semantic type
  @Telemetry('double', { unit: 'volt' }) i = 1;
  // @ts-expect-error a semantic type without its unit
  @Telemetry('double', { type: 'Temperature' }) j = 1;
  // @ts-expect-error no interval
  @Telemetry('double', { every: 'often' }) k() {
    return 1;
  }
  // @ts-expect-error the function is of another class
  @Telemetry('double', { every: (self: BadWritable) => self.ok }) l() {
    return 1;
  }
  // @ts-expect-error the function returns no interval
  @Telemetry('double', { every: () => true }) m() {
    return 1;
  }
  // @ts-expect-error a getter is never assigned
  @Telemetry('double') get n() {
    return 1;
  }
  // @ts-expect-error nor is a readonly field
  @Telemetry('double') readonly o = 1;
  // @ts-expect-error a field that holds a function is no method
  @Telemetry('double', { every: '5s' }) p = () => 1;
  // @ts-expect-error nobody passes a second argument
  @Telemetry('double', { every: '5s' }) q(_context: object, gain: number) {
    return gain;
  }
  // @ts-expect-error a generator that is not asynchronous
  @Telemetry('double') *r() {
    yield 1;
  }
  // @ts-expect-error every on an accessor
  @Telemetry('double', { every: '5s' }) accessor s = 1;
  // @ts-expect-error a method without schema
  @Telemetry() t() {
    return 1;
  }
}

export class BadProperty {
  // @ts-expect-error wrong type
  @Property('double') a: string | undefined;
  // @ts-expect-error a date is no string
  @Property('dateTime') b = '2024-01-01';
  // @ts-expect-error on a method
  @Property('double') c() {
    return 1;
  }
  // @ts-expect-error private members cannot be read from outside
  @Property('double') private d = 1;
  // @ts-expect-error nor protected ones
  @Property('double') protected e = 1;
  // @ts-expect-error a model describes instances
  @Property('double') static f = 1;
  // @ts-expect-error a symbol is no name
  @Property('double') [Symbol.iterator] = 1;
  // @ts-expect-error every is for telemetry
  @Property('double', { every: '5s' }) g = 1;
  // @ts-expect-error a schema of type any
  @Property(untyped) h = 1;
  // @ts-expect-error a schema of any value
  @Property(schemaOfAny) i = 1;
  // @ts-expect-error array elements
  @Property(array('double')) j: string[] = [];
  // @ts-expect-error a missing field
  @Property(Report) k = {};
  // @ts-expect-error more values than the enum's
  @Property(enumOf('auto', 'manual')) l = 'auto';
  // @ts-expect-error wrong type, getter
  @Property('double') get m() {
    return 'x';
  }
  // @ts-expect-error no schema can be told
  @Property() n = { deep: true };
  // @ts-expect-error a text is no bytes
  @Property('bytes') o = 'AQI=';
  // @ts-expect-error nor is a list of numbers
  @Property('bytes') p: number[] = [];
  // @ts-expect-error a decimal is a text
  @Property('decimal') q = 1.5;
  // @ts-expect-error a bigint needs unsignedLong({ as: 'bigint' })
  @Property('unsignedLong') r = 1n;
  // @ts-expect-error the type of a geometry is fixed
  @Property('point') s = { type: 'Point', coordinates: [1, 2] };
  // @ts-expect-error a position has two numbers or three
  @Property('point') t: { type: 'Point'; coordinates: number[] } = {
    type: 'Point',
    coordinates: [1],
  };
  // @ts-expect-error another geometry
  @Property('lineString') u?: Point;
  use() {
    return [this.d, this.e];
  }
}

export class BadWritable {
  // @ts-expect-error member narrower than the schema lets in
  @Writable('string') a: 'a' | 'b' = 'a';
  // @ts-expect-error wrong type
  @Writable('double') b = true;
  // @ts-expect-error wrong type, accessor
  @Writable('double') accessor c = 'x';
  // @ts-expect-error wrong type, getter
  @Writable('double') get d() {
    return 'x';
  }
  set d(_value: string) {}
  // @ts-expect-error a getter without a setter
  @Writable('double') get e() {
    return 1;
  }
  // @ts-expect-error a readonly field
  @Writable('double') readonly f: number = 1;
  // @ts-expect-error wider than the schema
  @Writable('double') g: number | string = 1;
  // @ts-expect-error on a method
  @Writable('double') h() {}
  // @ts-expect-error options of another decorator
  @Writable('double', { exclusive: true }) i = 1;
  // @ts-expect-error a schema of any value
  @Writable(schemaOfAny) j = 1;
  @Writable('double') ok = 1;
}

export class BadField {
  // @ts-expect-error wrong type
  @Field('double') a = 'x';
  // @ts-expect-error a required field is always there
  @Field('double') b: number | undefined;
  // @ts-expect-error nor is it absent
  @Field('double') c?: number;
  // @ts-expect-error an optional field may be absent
  @Field(optional('double')) d = 1;
  // @ts-expect-error wrong type of an optional one
  @Field(optional('double')) e?: string;
  // @ts-expect-error narrower than the schema lets in
  @Field('string') f: 'a' | 'b' = 'a';
  // @ts-expect-error wider than the schema
  @Field('double') g: number | string = 1;
  // @ts-expect-error a method is no field
  @Field('double') h() {
    return 1;
  }
  // @ts-expect-error private
  @Field('double') private i = 1;
  // @ts-expect-error static
  @Field('double') static j = 1;
  // @ts-expect-error a symbol is no name
  @Field('double') [Symbol.iterator] = 1;
  // @ts-expect-error unknown schema
  @Field('doubble') k = 1;
  // @ts-expect-error a class is no schema: objectOf(BadWritable)
  @Field(BadWritable) l = new BadWritable();
  // @ts-expect-error an instance of another class
  @Field(objectOf(BadWritable)) m = new BadHandler();
  // @ts-expect-error elements of another class
  @Field(array(objectOf(BadWritable))) n: BadHandler[] = [];
  // @ts-expect-error unknown option
  @Field('double', { unit: 'volt' }) o = 1;
  // @ts-expect-error a schema of any value
  @Field(schemaOfAny) p = 1;
  // @ts-expect-error nor an optional one
  @Field(optional(schemaOfAny)) q?: number;
  // @ts-expect-error no schema
  @Field() r = 1;
  // @ts-expect-error wrong type, getter
  @Field('double') get s() {
    return 'x';
  }
  // @ts-expect-error no class
  @Field(objectOf(5)) t = 1;
  use() {
    return this.i;
  }
}

export class BadFieldUse {
  // @ts-expect-error members that do not fit
  @Telemetry(objectOf(BadHandler)) a?: { target: string };
  // @ts-expect-error a response without a field
  @Command({ response: objectOf(BadFieldUse) }) b() {
    return {};
  }
  // @ts-expect-error wrong request
  @Command({ request: objectOf(BadFieldUse) }) c(_request: BadHandler) {}
  // @ts-expect-error the class itself
  @Command({ response: BadFieldUse }) d() {
    return new BadFieldUse();
  }
  // @ts-expect-error narrower than the class
  @Writable(objectOf(BadFieldUse)) e?: BadFieldUse & { more: number };
}

export class BadCommand {
  // @ts-expect-error wrong request
  @Command({ request: 'dateTime' }) a(_since: string) {}
  // @ts-expect-error wrong response
  @Command({ response: Report }) b() {
    return { maxTemp: 'x' };
  }
  // @ts-expect-error missing response field
  @Command({ response: Report }) async c() {
    return {};
  }
  // @ts-expect-error a value returned with no response declared
  @Command() d() {
    return 5;
  }
  // @ts-expect-error nor by a promise
  @Command() async e() {
    return 5;
  }
  // @ts-expect-error command on a field
  @Command() f = 5;
  // @ts-expect-error nor on one that holds a function
  @Command() g = () => {};
  // @ts-expect-error unknown option
  @Command({ reqest: 'double' }) h() {}
  // @ts-expect-error no request, first parameter is the context
  @Command() i(_x: number, _context: CommandContext) {}
  // @ts-expect-error unknown option of a payload
  @Command({ request: { name: 'x', schema: 'double', shema: 1 } }) j(_x: number) {}
  // @ts-expect-error a payload without a name
  @Command({ request: { schema: 'double' } }) k(_x: number) {}
  // @ts-expect-error unknown schema in a payload
  @Command({ request: { name: 'x', schema: 'doubble' } }) l(_x: number) {}
  // @ts-expect-error wrong type of a named request
  @Command({ request: { name: 'x', schema: 'double' } }) m(_x: string) {}
  // @ts-expect-error no response although one is declared
  @Command({ response: Report }) n() {}
  // @ts-expect-error private
  @Command() private o() {}
  // @ts-expect-error static
  @Command() static p() {}
  // @ts-expect-error a schema of any value
  @Command({ request: schemaOfAny }) q(_x: number) {}
  use() {
    this.o();
  }
}

export class BadComponent {
  // @ts-expect-error no class
  @Component() a = new BadWritable();
  // @ts-expect-error no object
  @Component(BadWritable) b = 5;
  // @ts-expect-error an instance of another class
  @Component(BadWritable) c = new BadTelemetry();
  // @ts-expect-error an instance, not a class
  @Component(new BadWritable()) d = new BadWritable();
  // @ts-expect-error may be absent
  @Component(BadWritable) e?: BadWritable;
  // @ts-expect-error on a method
  @Component(BadWritable) f() {
    return new BadWritable();
  }
}

export class BadHandler {
  @Writable('double') target = 1;
  private secret = 1;
  // @ts-expect-error unknown property
  @OnDesired('nope') a(_value: number) {}
  // @ts-expect-error wrong type of value
  @OnDesired('target') b(_value: string) {}
  // @ts-expect-error a private member
  @OnDesired('secret') c(_value: number) {}
  // @ts-expect-error a returned value says nothing
  @OnDesired('target') d(value: number) {
    return value > this.secret;
  }
  // @ts-expect-error on a field
  @OnDesired('target') e = (_value: number) => {};
}

// @ts-expect-error no version
@Interface('dtmi:com:example:Bad')
export class BadVersion {
  id = 1;
}
// @ts-expect-error no DTMI
@Interface('com:example:Bad;1')
export class BadScheme {
  id = 1;
}
// @ts-expect-error unknown option
@Interface('dtmi:com:example:Bad;1', { displayname: 'Bad' })
export class BadOption {
  id = 1;
}
// @ts-expect-error unknown version of DTDL
@Interface('dtmi:com:example:Bad;1', { dtdl: 5 })
export class BadDtdl {
  id = 1;
}
export class BadPlace {
  // @ts-expect-error on a member
  @Interface('dtmi:com:example:Bad;1') member = 1;
}
