import { randomUUID } from 'node:crypto';
import { hubError } from '../error-codes.js';
import type { SendToDeviceOptions } from '../hub-options.js';

/*
 * Source: "Send cloud-to-device messages from an IoT hub" and "Create and read IoT Hub messages".
 */
const MAX_MESSAGE_BYTES = 64 * 1024;
const MESSAGE_ID = /^[A-Za-z0-9\-:.+%_#*?!(),=@;$']{1,128}$/u;
/** Percent-encoded they share one MQTT topic, of 65,535 bytes at most, with the ids. */
const MAX_ENCODED_PROPERTIES = 64_000;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const INPUT_NAME = /^[^\u0000-\u001f\u007f-\u009f]+$/u;
const ACKS: ReadonlySet<unknown> = new Set(['none', 'positive', 'negative', 'full']);

/** A message on its way to a device, or to an input of a module. */
export interface OutgoingMessage {
  /** Whom it is for. */
  readonly target: string;
  readonly messageId: string;
  /** The module's input; absent on a cloud-to-device message. */
  readonly inputName?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** The feedback its sender asks for, which the device sees. */
  readonly ack?: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** By the hub's clock; absent when its sender left it to the hub. */
  readonly expiresAt?: Date | undefined;
}

interface Content extends SendToDeviceOptions {
  readonly target: string;
  readonly inputName?: string | undefined;
  readonly body: string | Uint8Array;
}

/**
 * A message made of what code gave, which it may change afterwards.
 * @throws PNP_HUB_MESSAGE_INVALID, PNP_HUB_PAYLOAD_TOO_LARGE
 */
export function outgoingMessage(content: Content): OutgoingMessage {
  const { target, inputName, correlationId, contentType, contentEncoding, ack } = content;
  const { expiresAt } = content;
  const message: OutgoingMessage = Object.freeze({
    target,
    messageId: content.messageId ?? randomUUID(),
    inputName,
    correlationId,
    contentType,
    contentEncoding,
    ack,
    properties: Object.freeze({ ...content.properties }),
    body: Buffer.from(content.body),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
  });
  checkForm(message);
  checkSize(message);
  return message;
}

function checkForm(message: OutgoingMessage): void {
  if (!MESSAGE_ID.test(message.messageId)) {
    throw invalid(
      "a messageId has 1 to 128 ASCII letters, digits and - : . + % _ # * ? ! ( ) , = @ ; $ '",
    );
  }
  if (Number.isNaN(message.expiresAt?.getTime())) throw invalid('expiresAt is no time');
  if (message.inputName !== undefined && !INPUT_NAME.test(message.inputName)) {
    throw invalid('the name of an input is empty or holds a control character');
  }
  if (message.ack !== undefined && !ACKS.has(message.ack)) {
    throw invalid(`ack is none of ${[...ACKS].join(', ')}`);
  }
  for (const [name, value] of Object.entries(message.properties)) {
    if (name === '' || name.startsWith('$.')) {
      throw invalid(`the property name ${JSON.stringify(name)} is empty or the hub's own`);
    }
    if (typeof value !== 'string') throw invalid(`the property ${JSON.stringify(name)} is no text`);
  }
}

/** How large a message is, with its properties. */
export function sizeOfOutgoing(message: OutgoingMessage): number {
  const texts = textsOf(message);
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), message.body.length);
}

function textsOf(message: OutgoingMessage): readonly string[] {
  const { inputName, messageId, correlationId, contentType, contentEncoding } = message;
  const system = [inputName, messageId, correlationId, contentType, contentEncoding];
  const application = Object.entries(message.properties).flat();
  return [...system.map((text) => text ?? ''), ...application];
}

function checkSize(message: OutgoingMessage): void {
  const bytes = sizeOfOutgoing(message);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw tooLarge(`the message has ${bytes} bytes, ${MAX_MESSAGE_BYTES} are allowed`);
  }
  const encoded = textsOf(message).reduce((sum, text) => sum + encodedLength(text), 0);
  if (encoded > MAX_ENCODED_PROPERTIES) {
    throw tooLarge(
      `the properties have ${encoded} bytes percent-encoded, ${MAX_ENCODED_PROPERTIES} fit into a topic`,
    );
  }
}

/** With the `=` or `&` behind it. */
function encodedLength(text: string): number {
  try {
    return encodeURIComponent(text).length + 1;
  } catch (error) {
    throw invalid('a text holds half a character, which cannot be sent', error);
  }
}

function invalid(what: string, cause?: unknown): Error {
  return hubError('PNP_HUB_MESSAGE_INVALID', what, { cause });
}

function tooLarge(what: string): Error {
  return hubError('PNP_HUB_PAYLOAD_TOO_LARGE', what);
}
