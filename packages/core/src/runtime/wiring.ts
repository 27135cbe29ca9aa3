import { PnpError, type Problem } from '@iotpnp/model';
import type { Compiled } from '../compile/compiled.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { ConnectRequest, TransportPlugin } from '../plugin/transport.js';
import type { HostOptions, SessionOptions } from './session.types.js';
import { overrideProblems } from './telemetry-overrides.js';
import type { TelemetryQueuePolicy } from './telemetry-queue.js';

const API_VERSION = 1;

/** Whether this model can run over these plugins at all. @throws {PnpError} with everything that stands against it. */
export function checkWiring(compiled: Compiled, host: HostOptions, session: SessionOptions): void {
  const problems: Problem[] = [];
  for (const { kind, name, apiVersion } of [host.transport, host.provisioning]) {
    if ((apiVersion as number) === API_VERSION) continue;
    problems.push({
      code: 'PNP_PLUGIN_API_VERSION',
      message: `${kind} plugin ${name} was written for plugin interface ${apiVersion}, this is ${API_VERSION}`,
      hint: `install a version of ${name} that goes with this version of @iotpnp/core`,
    });
  }
  problems.push(...queueProblems(session.telemetryQueue ?? {}));
  problems.push(...overrideProblems(compiled, session.telemetry ?? {}));
  const { name, supports } = host.transport;
  if (!supports.modelId && !session.allowUnannounced) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_MODEL_ID',
      message: `transport ${name} cannot announce the model id ${compiled.model.id}`,
      hint: 'use another transport, or set allowUnannounced if the back end knows the model otherwise',
    });
  }
  const parts = partsOf(compiled);
  if (!supports.twin && parts.some((part) => part.properties.size > 0)) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_TWIN',
      message: `transport ${name} has no twin, and ${compiled.type.name} has properties`,
      hint: 'use another transport, or a class with telemetry and commands only',
    });
  }
  if (!supports.commands && parts.some((part) => part.commands.size > 0)) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_COMMANDS',
      message: `transport ${name} takes no commands, and ${compiled.type.name} has some`,
      hint: 'use another transport, or a class without commands',
    });
  }
  const messages = parts.flatMap((part) => part.messages);
  if (!supports.cloudMessages && messages.some(({ input }) => input === undefined)) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_CLOUD_MESSAGES',
      message: `transport ${name} brings no cloud-to-device messages, and ${compiled.type.name} handles them`,
      hint: 'use another transport, or remove @CloudMessage',
    });
  }
  if (!supports.moduleIo && messages.some(({ input }) => input !== undefined)) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_MODULE_IO',
      message: `transport ${name} has no module inputs, and ${compiled.type.name} listens to some`,
      hint: 'use another transport, or remove @Input',
    });
  }
  if (problems.length > 0) throw PnpError.of(problems);
}

/** A caller may be untyped. */
function queueProblems({ limit = 1, overflow = 'drop-oldest' }: TelemetryQueuePolicy): Problem[] {
  const problem = (key: string, message: string, hint: string): Problem => {
    return { code: 'PNP_SESSION_OPTION', message, hint, where: { key: `telemetryQueue.${key}` } };
  };
  const isLimit = Number.isInteger(limit) && limit > 0;
  const isOverflow = ['drop-oldest', 'drop-newest'].includes(overflow);
  return [
    ...(isLimit ? [] : [problem('limit', 'limit is no number of messages', 'write 1 or more')]),
    ...(isOverflow
      ? []
      : [problem('overflow', 'overflow is unknown', "write 'drop-oldest' or 'drop-newest'")]),
  ];
}

/** What a transport need subscribe to for this model. Commands may come as messages too (IoT Central, offline commands). */
export function receivesOf(
  compiled: Compiled,
  { supports }: TransportPlugin,
  { moduleId }: DeviceIdentity,
): ConnectRequest['receives'] {
  const parts = partsOf(compiled);
  const messages = parts.flatMap((part) => part.messages);
  const commands = parts.some((part) => part.commands.size > 0);
  const fromCloud = commands || messages.some(({ input }) => input === undefined);
  return {
    cloudMessages: supports.cloudMessages && moduleId === undefined && fromCloud,
    inputs: messages.some(({ input }) => input !== undefined),
  };
}

/**
 * Whether an identity can do what the model asks for: a module gets no messages from the cloud, a device has no inputs.
 * @throws {PnpError} `PNP_MODULE_NO_CLOUD_MESSAGES`, `PNP_DEVICE_NO_INPUTS`, `PNP_TRANSPORT_NO_MODULES`.
 */
export function checkIdentity(
  compiled: Compiled,
  transport: TransportPlugin,
  { deviceId, moduleId }: DeviceIdentity,
): void {
  const messages = partsOf(compiled).flatMap((part) => part.messages);
  const { name } = compiled.type;
  const problems: Problem[] = [];
  if (moduleId !== undefined && messages.some(({ input }) => input === undefined)) {
    problems.push({
      code: 'PNP_MODULE_NO_CLOUD_MESSAGES',
      message: `${deviceId}/${moduleId} is a module, and modules get no cloud-to-device messages`,
      hint: `remove @CloudMessage from ${name}, or run it as a device`,
    });
  }
  if (moduleId !== undefined && !transport.supports.moduleIo) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_MODULES',
      message: `transport ${transport.name} connects no modules, and ${deviceId}/${moduleId} is one`,
      hint: 'use another transport, or the identity of a device',
    });
  }
  if (moduleId === undefined && messages.some(({ input }) => input !== undefined)) {
    problems.push({
      code: 'PNP_DEVICE_NO_INPUTS',
      message: `${deviceId} is a device, and only modules have inputs`,
      hint: `remove @Input from ${name}, or run it as a module`,
    });
  }
  if (problems.length > 0) throw PnpError.of(problems);
}

function partsOf(compiled: Compiled): readonly Compiled[] {
  return [compiled, ...[...compiled.components.values()].map((member) => member.compiled)];
}

/** Whether the transport can use the credentials that provisioning found. @throws {PnpError} `PNP_TRANSPORT_AUTH`. */
export function checkAuth(transport: TransportPlugin, { auth }: DeviceIdentity): void {
  if (transport.accepts.includes(auth.kind)) return;
  const message = `transport ${transport.name} does not take credentials of kind ${auth.kind}`;
  throw new PnpError('PNP_TRANSPORT_AUTH', message, {
    hint: `provision with one of: ${transport.accepts.join(', ')}`,
  });
}
