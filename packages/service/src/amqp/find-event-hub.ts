import type { PnpError } from '@iotpnp/model';
import { serviceError } from '../error-codes.js';
import { AmqpConnection, type Waiting } from './amqp-connection.js';
import { amqpError, type AmqpFault } from './amqp-error.js';
import { amqpPlace, type HubConnectionParts } from './hub-connection.js';

const SUBJECT = 'the telemetry of the hub';
const REDIRECT = 'amqp:link:redirect';
const AMQPS_PORT = 5_671;

/** The Event Hubs-compatible endpoint of a hub. */
export interface EventHubPlace {
  readonly host: string;
  readonly port: number;
  /** The name of the Event Hub there. */
  readonly entity: string;
}

/**
 * Asks the hub where its telemetry is: whoever attaches to `messages/events/$management` is sent there.
 * Source: "Read device-to-cloud messages from the built-in endpoint", "IoT Hub AMQP support" (SASL PLAIN).
 */
export async function findEventHub(
  parts: HubConnectionParts,
  waiting: Waiting,
): Promise<EventHubPlace> {
  const { host, policy } = parts.connection;
  const [hubName = host] = host.split('.');
  const sasl = { username: `${policy}@sas.root.${hubName}`, password: parts.tokens.fresh() };
  const connection = await AmqpConnection.open({ ...amqpPlace(parts), sasl }, waiting);
  try {
    const address = `amqps://${host}/messages/events/$management`;
    return placeOf(await connection.refusal({ address }, waiting));
  } finally {
    connection.close();
  }
}

function placeOf(fault: AmqpFault): EventHubPlace {
  if (fault.condition !== REDIRECT) throw amqpError(fault, SUBJECT);
  const { address, hostname, port } = fault.info;
  const url = urlOf(address);
  const path = url?.pathname.replace(/^\//, '').replace(/\/\$management$/i, '');
  const host = typeof hostname === 'string' ? hostname : url?.hostname;
  if (host === undefined || path === undefined || path === '') throw noPlace();
  const given = Number(typeof port === 'number' ? port : url?.port);
  return { host, port: given > 0 ? given : AMQPS_PORT, entity: decodeURIComponent(path) };
}

function urlOf(address: unknown): URL | undefined {
  if (typeof address !== 'string') return undefined;
  return URL.canParse(address) ? new URL(address) : undefined;
}

function noPlace(): PnpError {
  return serviceError('PNP_SERVICE_PROTOCOL', 'the hub does not say where its telemetry is', {
    hint: 'check that HostName is the address of an IoT Hub',
    where: { key: SUBJECT },
  });
}
