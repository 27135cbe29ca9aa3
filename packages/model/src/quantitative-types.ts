import { SEMANTIC_UNITS } from './semantic-types.js';
import type { DtdlVersion } from './schema/schema.js';

const DENSITY = ['microgramPerCubicMetre', 'milligramPerCubicMetre'];
const POWER = [
  'britishThermalUnitPerHour',
  'gigajoulePerHour',
  'joulePerHour',
  'joulePerSecond',
  'kiloBritishThermalUnitPerHour',
  'kilojoulePerHour',
  'kilojoulePerSecond',
  'megajoulePerHour',
  'tonOfRefrigeration',
];
const PARTS = ['partsPerBillion', 'partsPerMillion', 'partsPerQuadrillion', 'partsPerTrillion'];
const RATIO = [...PARTS, 'percent', 'unity'];

/** What the extension QuantitativeTypes adds to the semantic types of DTDL v2: version 1 for DTDL v3, version 2, with the same content, for v4. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  ApparentEnergy: [
    'gigavoltAmpereHour',
    'kilovoltAmpereHour',
    'megavoltAmpereHour',
    'voltAmpereHour',
  ],
  ApparentPower: [
    'gigavoltAmpere',
    'kilovoltAmpere',
    'megavoltAmpere',
    'millivoltAmpere',
    'voltAmpere',
  ],
  Concentration: RATIO,
  Current: ['kiloampere'],
  Density: DENSITY,
  ElectricCharge: ['ampereHour', 'milliampereHour'],
  Energy: [
    'britishThermalUnit',
    'gigawattHour',
    'kiloBritishThermalUnit',
    'megawattHour',
    'milliwattHour',
    'terawattHour',
    'wattHour',
  ],
  EnergyRate: [...SEMANTIC_UNITS.Power, ...POWER],
  Frequency: ['millihertz'],
  Humidity: DENSITY,
  IonizingRadiationDose: [
    'gray',
    'microgray',
    'microsievert',
    'milligray',
    'millisievert',
    'sievert',
  ],
  Irradiance: ['wattPerSquareMetre'],
  Luminosity: POWER,
  MagneticInduction: ['gauss'],
  Mass: ['massPound'],
  MassFlowRate: ['massPoundPerHour'],
  Power: POWER,
  Pressure: ['decapascal', 'hectopascal'],
  Radioactivity: ['becquerel', 'gigabecquerel', 'kilobecquerel', 'megabecquerel'],
  ReactiveEnergy: [
    'gigavoltAmpereReactiveHour',
    'kilovoltAmpereReactiveHour',
    'megavoltAmpereReactiveHour',
    'voltAmpereReactiveHour',
  ],
  ReactivePower: [
    'gigavoltAmpereReactive',
    'kilovoltAmpereReactive',
    'megavoltAmpereReactive',
    'millivoltAmpereReactive',
    'voltAmpereReactive',
  ],
  RelativeDensity: RATIO,
  RelativeHumidity: PARTS,
  VolumeFlowRate: [
    'cubicFootPerMinute',
    'cubicMetrePerHour',
    'cubicMetrePerMinute',
    'cubicMetrePerSecond',
    'gallonPerHour',
    'gallonPerMinute',
    'litrePerMinute',
    'millilitrePerMinute',
  ],
};

const EXTENDED = together(SEMANTIC_UNITS, ADDED);

const UNITS: Readonly<Record<DtdlVersion, ReadonlyMap<string, readonly string[]>>> = {
  2: new Map(Object.entries(SEMANTIC_UNITS)),
  3: EXTENDED,
  4: EXTENDED,
};

/** The semantic types of a DTDL version and their units. */
export function semanticUnits(version: DtdlVersion): ReadonlyMap<string, readonly string[]> {
  return UNITS[version];
}

/** The unit as a DTDL document names it. */
export function unitTerm(unit: string, version: DtdlVersion): string {
  // `byte` alone is the schema of that name there.
  return version === 4 && unit === 'byte' ? BYTE : unit;
}

const BYTE = 'dtmi:dtdl:extension:quantitativeTypes:v2:unit:byte';

function together(
  ...tables: readonly Readonly<Record<string, readonly string[]>>[]
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [type, units] of tables.flatMap((table) => Object.entries(table))) {
    all.set(type, [...(all.get(type) ?? []), ...units]);
  }
  return all;
}
