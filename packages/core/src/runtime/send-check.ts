import { PnpError, type Json, type Problem } from '@iotpnp/model';
import type { Part } from '../bind/bind.js';
import type { TelemetryOperation } from '../middleware.js';
import { messageOf } from './context.js';
import type { SendMessage } from './session.types.js';

/** What {@link Session.send} was given, in JSON form. @throws {PnpError} `PNP_SEND_UNKNOWN`, `PNP_SEND_VALUE`: all faults at once. */
export function checkedOperation(
  message: SendMessage,
  part: Part | undefined,
  nowMs: number,
): TelemetryOperation {
  const { component, telemetry, properties = {}, createdAt = new Date(nowMs) } = message;
  if (!part) {
    throw new PnpError('PNP_SEND_UNKNOWN', `there is no component ${component}`, {
      where: component === undefined ? undefined : { key: component },
    });
  }
  const problems: Problem[] = [];
  const values = Object.entries(telemetry).flatMap(([name, value]): [string, Json][] => {
    const where = { class: part.compiled.type.name, key: name };
    const member = part.compiled.telemetry.get(name);
    if (!member) {
      const known = [...part.compiled.telemetry.keys()].join(', ');
      const hint = known ? `it has: ${known}` : `add @Telemetry to ${where.class}`;
      problems.push({
        code: 'PNP_SEND_UNKNOWN',
        message: `there is no telemetry ${name}`,
        hint,
        where,
      });
      return [];
    }
    try {
      return [[name, member.schema.serialize(value, { path: name })]];
    } catch (error) {
      problems.push({ code: 'PNP_SEND_VALUE', message: messageOf(error), where });
      return [];
    }
  });
  if (problems.length > 0) throw PnpError.of(problems);
  return { component, values: Object.fromEntries(values), properties, createdAt };
}
