import type { Json } from '@iotpnp/model';
import { HubConnection } from './amqp/hub-connection.js';
import { readFeedback } from './amqp/read-feedback.js';
import { readTelemetry } from './amqp/read-telemetry.js';
import { sendMessage } from './amqp/send-message.js';
import { checkOptions } from './arguments/check-options.js';
import { checkedService } from './arguments/checked-service.js';
import { SERVICE_OPTIONS } from './arguments/options-taken.js';
import { parseConnectionString } from './auth/connection-string.js';
import { PolicyTokens } from './auth/policy-tokens.js';
import { systemClock } from './clock.js';
import { serviceError } from './error-codes.js';
import { noLog } from './log.js';
import { openReading } from './open-reading.js';
import { invokeMethod } from './rest/methods.js';
import { queryPages } from './rest/query.js';
import { connectionStringOf, devicesOf, modulesOf } from './rest/registry.js';
import { restRequest } from './rest/rest-request.js';
import { RestClient } from './rest/rest-client.js';
import { readTwin, writeTwin } from './rest/twins.js';
import type { Service, ServiceOptions } from './service.js';
import { targetOf } from './target.js';

/**
 * The back end's side of the hub that the connection string of a shared access policy names. Connects when
 * something is asked of it. @throws PNP_SERVICE_CONNECTION_STRING, PNP_SERVICE_ARGUMENT, or the signal's reason
 */
export function createService(connectionString: string, options: ServiceOptions = {}): Service {
  checkOptions('createService', options, SERVICE_OPTIONS);
  const { ca, signal, clock = systemClock, log = noLog } = options;
  signal?.throwIfAborted();
  const connection = parseConnectionString(connectionString);
  const tokens = new PolicyTokens(connection, clock);
  const end = new AbortController();
  const closed = end.signal;
  const parts = { connection, tokens, ca, clock, log, closed };
  const rest = new RestClient(parts);
  const hub = new HubConnection(parts);
  const { hostName } = connection;
  const reading = (given: AbortSignal | undefined) => ({
    signals: given === undefined ? [closed] : [closed, given],
    clock,
    log,
  });
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', onAbort);
    end.abort(serviceError('PNP_SERVICE_CLOSED', 'the service was closed'));
    rest.close();
  };
  const onAbort = (): void => void close();
  signal?.addEventListener('abort', onAbort, { once: true });
  return checkedService({
    hostName,
    devices: devicesOf(rest),
    modules: modulesOf(rest),
    connectionString: (target, given = {}) => connectionStringOf(rest, { target, hostName }, given),
    twin: (target, given = {}) => readTwin(rest, target, given),
    updateTwin: (target, patch, given = {}) =>
      writeTwin(rest, { target, method: 'PATCH', patch }, given),
    replaceTwin: (target, patch, given = {}) =>
      writeTwin(rest, { target, method: 'PUT', patch }, given),
    invoke: (target, name, payload: Json = null, given = {}) =>
      invokeMethod(rest, { target, name, payload }, given),
    query: (sql, given = {}) => queryPages(rest, sql, given),
    send: (deviceId, body, given = {}) => sendMessage(hub, { deviceId, body }, given),
    feedback: (given = {}) =>
      openReading({
        ...reading(given.signal),
        what: 'feedback',
        attach: (sink) => readFeedback(hub, sink),
      }),
    monitor: (given = {}) => {
      if (given.deviceId !== undefined) targetOf(given.deviceId);
      const attach = readTelemetry(parts, given);
      return openReading({ ...reading(given.signal), what: 'telemetry', attach });
    },
    request: (method, path, given = {}) => restRequest(rest, { method, path }, given),
    close,
    [Symbol.asyncDispose]: close,
  });
}
