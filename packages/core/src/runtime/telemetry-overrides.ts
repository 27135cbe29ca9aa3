import { closest, type Problem } from '@iotpnp/model';
import type { Compiled } from '../compile/compiled.js';
import { parseDuration } from '../duration.js';
import { pathOf } from './sampling.js';
import type { TelemetryOverride } from './session.types.js';

/** What is wrong with overrides of telemetry for this class: members it does not have, options that do not fit them. */
export function overrideProblems(
  compiled: Compiled,
  overrides: Readonly<Record<string, TelemetryOverride>>,
): Problem[] {
  const parts = [
    { component: undefined, compiled },
    ...[...compiled.components.values()].map(({ name, compiled: inner }) => ({
      component: name,
      compiled: inner,
    })),
  ];
  const members = new Map(
    parts.flatMap((part) =>
      [...part.compiled.telemetry.values()].map((each) => [pathOf(part, each.name), each] as const),
    ),
  );
  return Object.entries(overrides).flatMap(([path, override]): Problem[] => {
    const member = members.get(path);
    if (member === undefined) return [unknown(path, [...members.keys()], compiled)];
    const { every, deadband, minInterval } = override;
    const fault = (option: string, message: string, hint: string): Problem => ({
      code: 'PNP_TELEMETRY_OVERRIDE',
      message: `${option} of ${path} ${message}`,
      hint,
      where: { key: `telemetry.${path}.${option}` },
    });
    const duration = "write milliseconds above zero, or a text such as '5s'";
    return [
      ...(every !== undefined && parseDuration(every) === undefined
        ? [fault('every', 'is no duration', duration)]
        : []),
      ...(every !== undefined && member.source !== 'polled'
        ? [fault('every', `means nothing: it is ${member.source}`, 'remove it, or use minInterval')]
        : []),
      ...(minInterval !== undefined && parseDuration(minInterval) === undefined
        ? [fault('minInterval', 'is no duration', duration)]
        : []),
      ...(deadband !== undefined && !(typeof deadband === 'number' && deadband >= 0)
        ? [fault('deadband', 'is no number of at least zero', 'write the smallest change to send')]
        : []),
      ...(deadband !== undefined && !member.schema.numeric
        ? [fault('deadband', `means nothing: it is a ${member.schema.kind}`, 'remove it')]
        : []),
    ];
  });
}

function unknown(path: string, paths: readonly string[], { type }: Compiled): Problem {
  const near = closest(path, paths);
  const listed = paths.length > 0 ? `its telemetry: ${paths.join(', ')}` : 'it has no telemetry';
  return {
    code: 'PNP_TELEMETRY_OVERRIDE',
    message: `${type.name} has no telemetry "${path}"`,
    hint: near ? `did you mean "${near}"?` : listed,
    where: { key: `telemetry.${path}` },
  };
}
