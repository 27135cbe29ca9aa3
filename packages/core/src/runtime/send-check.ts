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
  const { component, properties = {}, createdAt = new Date(nowMs) } = message;
  const telemetry = (message as Partial<SendMessage>).telemetry ?? {}; // the caller may be untyped
  if (!part) {
    throw new PnpError('PNP_SEND_UNKNOWN', `there is no component ${component}`, {
      hint: 'correct its name, or leave component out for the device itself',
      where: { key: component },
    });
  }
  const problems: Problem[] = [...propertyProblems(properties), ...timeProblems(createdAt)];
  if (Object.keys(telemetry).length === 0) {
    problems.push(unfit('the message holds no telemetry', 'telemetry', 'name at least one'));
  }
  const values = Object.entries(telemetry).flatMap(([name, value]): [string, Json][] => {
    const where = { class: part.compiled.type.name, key: name };
    const member = part.compiled.telemetry.get(name);
    if (!member) {
      const known = [...part.compiled.telemetry.keys()].join(', ');
      const hint = known ? `it has: ${known}` : `add @Telemetry to ${where.class}`;
      const text = `there is no telemetry ${name}`;
      problems.push({ code: 'PNP_SEND_UNKNOWN', message: text, hint, where });
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

/** Names that begin with `$.` are the hub's own, and a lone surrogate has no UTF-8. */
function propertyProblems(properties: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (name.startsWith('$.')) return unfit(`property ${name} is the hub's own`, name, 'rename it');
    if (typeof value === 'string' && isWellFormed(name + value)) return [];
    return unfit(`property ${name} is no well-formed text`, name, 'give it a text');
  });
}

function timeProblems(createdAt: Date): Problem[] {
  if (createdAt instanceof Date && !Number.isNaN(createdAt.getTime())) return [];
  return [unfit('createdAt is no date', 'createdAt', 'give it a valid Date, or leave it out')];
}

function unfit(message: string, key: string, hint: string): Problem {
  return { code: 'PNP_SEND_VALUE', message, hint, where: { key } };
}

function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
