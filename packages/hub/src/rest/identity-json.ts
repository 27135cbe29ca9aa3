import type { JsonObject } from '@iotpnp/model';
import type { Credentials, DeviceIdentity } from '../device-identity.js';
import { booleanIn, objectIn, textIn } from '../http/json-fields.js';
import { connectionJson, timeOf } from '../state/connection-json.js';
import type { HubState } from '../state/hub-state.js';
import type { IdentityInput } from '../state/identity-changes.js';
import { thumbprintsJson } from '../state/thumbprints-json.js';
import { namesOf, targetOf } from '../target.js';
import { invalid } from './rest-error.js';

const MAX_REASON = 128;

/** An identity as back ends read it, keys included. */
export function identityJson(identity: DeviceIdentity, state: HubState): JsonObject {
  const { deviceId, moduleId, generationId, etag, managedBy } = identity;
  const target = targetOf(identity);
  const common = {
    generationId,
    etag,
    ...connectionJson(state, target),
    connectionStateUpdatedTime: timeOf(state.activity.of(target).connection),
    authentication: authenticationJson(identity),
  };
  if (moduleId !== undefined)
    return { moduleId, managedBy: managedBy ?? null, deviceId, ...common };
  return {
    deviceId,
    ...common,
    status: identity.enabled ? 'enabled' : 'disabled',
    statusReason: identity.statusReason ?? null,
    statusUpdatedTime: timeOf(identity.statusUpdatedTime),
    capabilities: { iotEdge: identity.iotEdge ?? false },
  };
}

function authenticationJson(identity: DeviceIdentity): JsonObject {
  const isSas = identity.authentication === 'sas';
  return {
    symmetricKey: {
      primaryKey: isSas ? identity.primaryKey : null,
      secondaryKey: isSas ? identity.secondaryKey : null,
    },
    x509Thumbprint: thumbprintsJson(identity),
    type: identity.authentication,
  };
}

/** Reads what a back end wrote of a device or module. @throws RestError ArgumentInvalid */
export function identityInput(
  written: JsonObject,
  target: string,
  known: DeviceIdentity | undefined,
): IdentityInput {
  const body = namesOf(target).moduleId === undefined ? written : withoutDeviceMembers(written);
  const status = body['status'] ?? (known?.enabled === false ? 'disabled' : 'enabled');
  if (status !== 'enabled' && status !== 'disabled') throw invalid('status is enabled or disabled');
  const reason = textIn(body, 'statusReason');
  if (reason !== undefined && reason.length > MAX_REASON) {
    throw invalid(`statusReason has ${MAX_REASON} characters at most`);
  }
  const managedBy = textIn(body, 'managedBy');
  const iotEdge = booleanIn(objectIn(body, 'capabilities') ?? {}, 'iotEdge');
  return {
    credentials: credentialsOf(objectIn(body, 'authentication'), known),
    change: {
      enabled: status === 'enabled',
      ...(reason === undefined ? {} : { statusReason: reason }),
      ...(managedBy === undefined ? {} : { managedBy }),
      ...(iotEdge === undefined ? {} : { iotEdge }),
    },
  };
}

/** Modules are never disabled themselves, and are no IoT Edge devices. */
function withoutDeviceMembers({
  status: _status,
  statusReason: _reason,
  capabilities: _capabilities,
  ...others
}: JsonObject): JsonObject {
  return others;
}

function credentialsOf(
  authentication: JsonObject | undefined,
  known: DeviceIdentity | undefined,
): Credentials {
  const keys = authentication && objectIn(authentication, 'symmetricKey');
  const thumbprints = authentication && objectIn(authentication, 'x509Thumbprint');
  const primaryThumbprint = proofIn(thumbprints, 'primaryThumbprint');
  const secondaryThumbprint = proofIn(thumbprints, 'secondaryThumbprint');
  const byItself = primaryThumbprint === undefined ? known?.authentication : 'selfSigned';
  switch (authentication?.['type'] ?? byItself ?? 'sas') {
    case 'sas':
      return {
        primaryKey: proofIn(keys, 'primaryKey'),
        secondaryKey: proofIn(keys, 'secondaryKey'),
      };
    case 'certificateAuthority':
      return { x509: 'ca' };
    case 'selfSigned': {
      const primary = primaryThumbprint ?? known?.primaryThumbprint;
      if (primary === undefined) throw invalid('primaryThumbprint is missing');
      return { x509: { primaryThumbprint: primary, secondaryThumbprint } };
    }
    default:
      throw invalid('authentication.type is sas, selfSigned or certificateAuthority');
  }
}

/** An empty key is one the hub is to make, or to leave as it is; an empty thumbprint is none. */
function proofIn(proofs: JsonObject | undefined, name: string): string | undefined {
  const proof = proofs && textIn(proofs, name);
  return proof === '' ? undefined : proof;
}
