const ANGLE = ['degreeOfArc', 'minuteOfArc', 'radian', 'secondOfArc', 'turn'] as const;
const DENSITY = ['gramPerCubicMetre', 'kilogramPerCubicMetre'] as const;
const FORCE = ['newton', 'ounce', 'pound', 'ton'] as const;
const LENGTH = [
  'astronomicalUnit',
  'centimetre',
  'foot',
  'inch',
  'kilometre',
  'metre',
  'micrometre',
  'mile',
  'millimetre',
  'nanometre',
  'nauticalMile',
] as const;
const POWER = [
  'gigawatt',
  'horsepower',
  'kilowatt',
  'kilowattHourPerYear',
  'megawatt',
  'microwatt',
  'milliwatt',
  'watt',
] as const;

/** The semantic types of DTDL v2 and the units that each may have (DTDL v2, "Semantic Type"). */
export const SEMANTIC_UNITS = {
  Acceleration: ['centimetrePerSecondSquared', 'gForce', 'metrePerSecondSquared'],
  Angle: ANGLE,
  AngularAcceleration: ['radianPerSecondSquared'],
  AngularVelocity: [
    'degreePerSecond',
    'radianPerSecond',
    'revolutionPerMinute',
    'revolutionPerSecond',
  ],
  Area: [
    'acre',
    'hectare',
    'squareCentimetre',
    'squareFoot',
    'squareInch',
    'squareKilometre',
    'squareMetre',
    'squareMillimetre',
  ],
  Capacitance: ['farad', 'microfarad', 'millifarad', 'nanofarad', 'picofarad'],
  Current: ['ampere', 'microampere', 'milliampere'],
  DataRate: [
    'bitPerSecond',
    'bytePerSecond',
    'exbibitPerSecond',
    'exbibytePerSecond',
    'gibibitPerSecond',
    'gibibytePerSecond',
    'kibibitPerSecond',
    'kibibytePerSecond',
    'mebibitPerSecond',
    'mebibytePerSecond',
    'tebibitPerSecond',
    'tebibytePerSecond',
    'yobibitPerSecond',
    'yobibytePerSecond',
    'zebibitPerSecond',
    'zebibytePerSecond',
  ],
  DataSize: [
    'bit',
    'byte',
    'exbibit',
    'exbibyte',
    'gibibit',
    'gibibyte',
    'kibibit',
    'kibibyte',
    'mebibit',
    'mebibyte',
    'tebibit',
    'tebibyte',
    'yobibit',
    'yobibyte',
    'zebibit',
    'zebibyte',
  ],
  Density: DENSITY,
  Distance: LENGTH,
  ElectricCharge: ['coulomb'],
  Energy: [
    'electronvolt',
    'gigajoule',
    'joule',
    'kilojoule',
    'kilowattHour',
    'megaelectronvolt',
    'megajoule',
  ],
  Force: FORCE,
  Frequency: ['gigahertz', 'hertz', 'kilohertz', 'megahertz'],
  Humidity: DENSITY,
  Illuminance: ['footcandle', 'lux'],
  Inductance: ['henry', 'microhenry', 'millihenry'],
  Latitude: ANGLE,
  Length: LENGTH,
  Longitude: ANGLE,
  Luminance: ['candelaPerSquareMetre'],
  Luminosity: POWER,
  LuminousFlux: ['lumen'],
  LuminousIntensity: ['candela'],
  MagneticFlux: ['maxwell', 'weber'],
  MagneticInduction: ['tesla'],
  Mass: ['gram', 'kilogram', 'microgram', 'milligram', 'slug', 'tonne'],
  MassFlowRate: ['gramPerHour', 'gramPerSecond', 'kilogramPerHour', 'kilogramPerSecond'],
  Power: POWER,
  Pressure: [
    'bar',
    'inchesOfMercury',
    'inchesOfWater',
    'kilopascal',
    'millibar',
    'millimetresOfMercury',
    'pascal',
    'poundPerSquareInch',
  ],
  RelativeHumidity: ['percent', 'unity'],
  Resistance: ['kiloohm', 'megaohm', 'milliohm', 'ohm'],
  SoundPressure: ['bel', 'decibel'],
  Temperature: ['degreeCelsius', 'degreeFahrenheit', 'kelvin'],
  Thrust: FORCE,
  TimeSpan: ['day', 'hour', 'microsecond', 'millisecond', 'minute', 'nanosecond', 'second', 'year'],
  Torque: ['newtonMetre'],
  Velocity: [
    'centimetrePerSecond',
    'kilometrePerHour',
    'kilometrePerSecond',
    'knot',
    'metrePerHour',
    'metrePerSecond',
    'milePerHour',
    'milePerSecond',
  ],
  Voltage: ['kilovolt', 'megavolt', 'microvolt', 'millivolt', 'volt'],
  Volume: [
    'cubicCentimetre',
    'cubicFoot',
    'cubicInch',
    'cubicMetre',
    'fluidOunce',
    'gallon',
    'litre',
    'millilitre',
  ],
  VolumeFlowRate: ['litrePerHour', 'litrePerSecond', 'millilitrePerHour', 'millilitrePerSecond'],
} as const;

/** A semantic type of DTDL v2, as `Temperature`. */
export type SemanticType = keyof typeof SEMANTIC_UNITS;

/** The units of a semantic type: `UnitOf<'Temperature'>`. */
export type UnitOf<T extends SemanticType> = (typeof SEMANTIC_UNITS)[T][number];

/**
 * A semantic type together with its unit, or neither, as decorators take them.
 * DTDL v2: the unit is required with a semantic type and not allowed without one.
 */
export type Semantics =
  | { readonly [T in SemanticType]: { readonly type: T; readonly unit: UnitOf<T> } }[SemanticType]
  | { readonly type?: never; readonly unit?: never };
