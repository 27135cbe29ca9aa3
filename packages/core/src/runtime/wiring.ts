import { PnpError, type Problem } from '@iotpnp/model';
import type { Compiled } from '../compile/compiled.js';
import type { DeviceIdentity } from '../plugin/identity.js';
import type { TransportPlugin } from '../plugin/transport.js';
import type { HostOptions, SessionOptions } from './session.types.js';

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
  const { name, supports } = host.transport;
  if (!supports.modelId && !session.allowUnannounced) {
    problems.push({
      code: 'PNP_TRANSPORT_NO_MODEL_ID',
      message: `transport ${name} cannot announce the model id ${compiled.model.id}`,
      hint: 'use another transport, or set allowUnannounced if the back end knows the model otherwise',
    });
  }
  const parts = [compiled, ...[...compiled.components.values()].map((member) => member.compiled)];
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
  if (problems.length > 0) throw PnpError.of(problems);
}

/** Whether the transport can use the credentials that provisioning found. @throws {PnpError} `PNP_TRANSPORT_AUTH`. */
export function checkAuth(transport: TransportPlugin, { auth }: DeviceIdentity): void {
  if (transport.accepts.includes(auth.kind)) return;
  const message = `transport ${transport.name} does not take credentials of kind ${auth.kind}`;
  throw new PnpError('PNP_TRANSPORT_AUTH', message, {
    hint: `provision with one of: ${transport.accepts.join(', ')}`,
  });
}
