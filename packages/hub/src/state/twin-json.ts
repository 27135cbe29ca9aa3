import type { JsonObject } from '@iotpnp/model';
import { connectionJson, timeOf, type ConnectionReach } from './connection-json.js';
import { etagOf } from './etag.js';
import type { Registry } from './registry.js';
import { thumbprintsJson } from './thumbprints-json.js';
import type { TwinSection } from './twin-section.js';
import type { Twins } from './twins.js';

/** The parts of the state core a twin is read from. */
export interface TwinJsonReach extends ConnectionReach {
  readonly registry: Registry;
  readonly twins: Twins;
}

/** The entity tag of a twin: what a device reports does not change it. */
export function twinEtag(state: Pick<TwinJsonReach, 'twins'>, target: string): string {
  return etagOf(state.twins.get(target).revision);
}

/** A twin as back ends read it. @throws PNP_HUB_DEVICE_UNKNOWN */
export function twinJson(state: TwinJsonReach, target: string): JsonObject {
  const identity = state.registry.get(target);
  const { deviceId, moduleId } = identity;
  const { modelId, tags, desired, reported, version, configuration } = state.twins.get(target);
  return {
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    etag: twinEtag(state, target),
    deviceEtag: identity.etag,
    status: identity.enabled ? 'enabled' : 'disabled',
    ...(identity.statusReason === undefined ? {} : { statusReason: identity.statusReason }),
    statusUpdateTime: timeOf(identity.statusUpdatedTime),
    ...connectionJson(state, target),
    authenticationType: identity.authentication,
    x509Thumbprint: thumbprintsJson(identity),
    modelId: modelId ?? '',
    version,
    tags,
    properties: { desired: sectionJson(desired), reported: sectionJson(reported) },
    ...(moduleId === undefined ? { capabilities: { iotEdge: identity.iotEdge ?? false } } : {}),
    ...(configuration === undefined
      ? {}
      : { configurations: { [configuration.id]: { status: 'Applied' } } }),
  };
}

function sectionJson({ values, metadata, version }: TwinSection): JsonObject {
  return { ...values, $metadata: metadata, $version: version };
}
