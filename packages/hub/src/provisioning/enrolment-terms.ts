import type { JsonObject } from '@iotpnp/model';
import { hubError } from '../error-codes.js';
import { newEtag } from '../state/etag.js';
import { proofOf } from '../state/identity-credentials.js';
import { mergePatch } from '../state/merge-patch.js';
import { checkPatch, checkSectionSize, checkTagsSize } from '../state/twin-limits.js';
import { isId } from '../target.js';
import type {
  Attestation,
  EnrolmentGroupOptions,
  EnrolmentTerms,
  InitialTwin,
  KnownCertificate,
} from './enrolment.js';

/** As DPS takes them, and as they stand between slashes. */
const ID = /^[A-Za-z0-9\-._:]{0,127}[A-Za-z0-9-]$/u;

interface Kind {
  /** What the enrolment is called in errors. */
  readonly what: string;
  readonly certificate: (text: string) => KnownCertificate;
  readonly extra: JsonObject | undefined;
  readonly now: number;
}

/**
 * What is agreed with one device or a group, from what is said now and what was known before.
 * @throws PNP_HUB_ENROLMENT_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_TWIN_INVALID,
 *   PNP_HUB_TWIN_TOO_LARGE
 */
export function termsFrom(
  options: EnrolmentGroupOptions,
  known: EnrolmentTerms | undefined,
  kind: Kind,
): EnrolmentTerms {
  const { initialTwin = known?.initialTwin, iotHubHostName = known?.iotHubHostName } = options;
  if (options.initialTwin !== undefined) checkTwin(options.initialTwin);
  const extra = kind.extra ?? known?.extra;
  const policy = { ...known?.reprovisionPolicy, ...options.reprovisionPolicy };
  return {
    attestation: attestationFrom(options, known?.attestation, kind),
    enabled: options.enabled ?? known?.enabled ?? true,
    allocationPolicy: options.allocationPolicy ?? known?.allocationPolicy ?? 'hashed',
    ...(iotHubHostName === undefined || iotHubHostName === '' ? {} : { iotHubHostName }),
    iotHubs: options.iotHubs ?? known?.iotHubs ?? [],
    reprovisionPolicy: {
      updateHubAssignment: policy.updateHubAssignment ?? true,
      migrateDeviceData: policy.migrateDeviceData ?? true,
    },
    ...(initialTwin === undefined ? {} : { initialTwin }),
    iotEdge: options.iotEdge ?? known?.iotEdge ?? false,
    ...(extra === undefined ? {} : { extra }),
    etag: newEtag(),
    createdAt: known?.createdAt ?? kind.now,
    updatedAt: kind.now,
  };
}

/** Whether it can be the id of a registration, or of a group of them. */
export function isRegistrationId(id: string): boolean {
  return ID.test(id);
}

/** The name an enrolment, or an allocation, wishes for a device. @throws PNP_HUB_ENROLMENT_INVALID */
export function checkDeviceId(deviceId: string): void {
  if (isId(deviceId)) return;
  const message = `${JSON.stringify(deviceId.slice(0, 200))} is no device id`;
  throw hubError('PNP_HUB_ENROLMENT_INVALID', message);
}

/** @throws PNP_HUB_ENROLMENT_INVALID */
export function checkId(id: string, what: string): void {
  if (isRegistrationId(id)) return;
  const message = `${JSON.stringify(id.slice(0, 200))} is no ${what}`;
  throw hubError('PNP_HUB_ENROLMENT_INVALID', message, {
    hint: 'use 1 to 128 ASCII letters, digits and - . _ : and end with a letter, a digit or -',
  });
}

function attestationFrom(
  { symmetricKey, x509 }: EnrolmentGroupOptions,
  known: Attestation | undefined,
  { what, certificate }: Kind,
): Attestation {
  if (x509 !== undefined) {
    const { primary, secondary } = x509;
    return {
      type: 'x509',
      primary: certificate(primary),
      ...(secondary === undefined ? {} : { secondary: certificate(secondary) }),
    };
  }
  if (symmetricKey === undefined && known !== undefined) return known;
  const before = known?.type === 'symmetricKey' ? known : undefined;
  const { primaryKey, secondaryKey } = proofOf(what, { ...before, ...symmetricKey });
  return { type: 'symmetricKey', primaryKey, secondaryKey };
}

function checkTwin({ tags = {}, desired = {} }: InitialTwin): void {
  checkPatch(tags);
  checkTagsSize(mergePatch({}, tags));
  checkPatch(desired);
  checkSectionSize(mergePatch({}, desired));
}
