import type { CommandResult, DeviceSink, Logger } from '@iotpnp/core';
import type { DeviceMethodResponse } from 'azure-iot-device';
import type { PendingCalls } from './pending-calls.js';
import type { MethodMessage, SdkTransport } from './sdk-transport.js';

export interface AnswerOptions {
  readonly transport: SdkTransport;
  readonly calls: PendingCalls;
  readonly sink: DeviceSink;
  readonly log: Logger;
}

/** Has a direct method run and answers it. Never rejects: an answer that does not get through is logged. */
export async function answer(message: MethodMessage, options: AnswerOptions): Promise<void> {
  const { transport, calls, sink, log } = options;
  const name = decoded(message.methods.methodName);
  const result: CommandResult =
    name === undefined
      ? { status: 400, payload: { message: 'the name of the method cannot be read' } }
      : await sink.command({ name, payload: parsed(message.body) });
  try {
    const answered = response(message.requestId, result);
    await calls.call((done) => transport.sendMethodResponse(answered, done));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('a command was not answered', { command: name, error: reason });
  }
}

/** Undefined when its percent-encoding is broken. */
export function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** `undefined` for no body; a body that is no JSON is passed on as text, for the schema to refuse. */
function parsed(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString('utf8');
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What the transport reads of a response: it never calls its methods. */
function response(requestId: string, { status, payload }: CommandResult): DeviceMethodResponse {
  return { requestId, status, payload } as unknown as DeviceMethodResponse;
}
