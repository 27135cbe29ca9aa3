import { PnpError, stringify, type Json, type Problem } from '@iotpnp/model';
import type { Part } from '../bind/bind.js';
import type { TelemetryOperation } from '../middleware.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { TelemetryMessage } from '../plugin/transport.js';
import { messageOf } from './context.js';
import type { OutputMessage, SendMessage } from './session.types.js';

const OUTPUT = /^[\w.-]{1,128}$/;

/** What {@link Session.send} was given, in JSON form. @throws {PnpError} `PNP_SEND_UNKNOWN`, `PNP_SEND_VALUE`: all faults at once. */
export function checkedOperation(
  message: SendMessage,
  part: Part | undefined,
  nowMs: number,
): TelemetryOperation {
  const { component, output, properties = {}, createdAt = new Date(nowMs) } = message;
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
  const to = output === undefined ? {} : { output };
  return { component, ...to, values: Object.fromEntries(values), ...copied(properties, createdAt) };
}

/** An output's message, encoded. @throws {PnpError} `PNP_SEND_VALUE`: all faults at once. */
export function outputMessage(
  output: string,
  message: OutputMessage,
  nowMs: number,
): TelemetryMessage {
  const { body, properties = {}, createdAt = new Date(nowMs) } = message;
  const isText = typeof body === 'string';
  const { contentType = isText ? 'text/plain' : 'application/json' } = message;
  const problems = [...propertyProblems(properties), ...timeProblems(createdAt)];
  const text = isText ? body : (stringify(body) as string | undefined); // the caller may be untyped
  if (text === undefined) problems.push(unfit('the body is no JSON', 'body', 'give it one'));
  if (problems.length > 0) throw PnpError.of(problems);
  const content = { body: text ?? '', contentType, contentEncoding: 'utf-8' } as const;
  return { output, ...content, ...copied(properties, createdAt) };
}

/** Whether there is such an output. @throws {PnpError} `PNP_SEND_OUTPUT`. */
export function checkOutput(output: unknown, identity: DeviceIdentity | undefined): void {
  if (identity && identity.moduleId === undefined) {
    const message = `${identity.deviceId} is a device, and only modules have outputs`;
    throw new PnpError('PNP_SEND_OUTPUT', message, {
      hint: 'leave output out, or run it as a module',
    });
  }
  if (typeof output === 'string' && OUTPUT.test(output)) return;
  throw new PnpError('PNP_SEND_OUTPUT', `${messageOf(output)} is no name of an output`, {
    hint: 'use letters, digits, dots, hyphens and underscores',
  });
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

/** The message may wait: what its sender does with these afterwards changes nothing. */
function copied(properties: Readonly<Record<string, string>>, createdAt: Date) {
  return { properties: { ...properties }, createdAt: new Date(createdAt) };
}
