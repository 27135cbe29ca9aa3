import type { Json, JsonObject } from '@iotpnp/model';
import { booleanIn, objectIn, textIn } from '../http/json-fields.js';
import { DpsRefusal } from './dps-refusal.js';
import type {
  AllocationPolicy,
  Attestation,
  EnrolmentOptions,
  InitialTwin,
  KnownCertificate,
} from './enrolment.js';
import { certificateOf, thumbprintsOf } from './known-certificate.js';

const POLICIES: readonly string[] = ['hashed', 'geoLatency', 'static', 'custom'];
/** Kept for back ends, and not used: there is no webhook, devices do not read the rest. */
const EXTRA = ['customAllocationDefinition', 'optionalDeviceInformation'];

/**
 * Reads an enrolment as back ends write it. It is the whole of it: what is left out has its default;
 * keys and certificates, which are not told when it is read, stay.
 * @throws DpsRefusal, InvalidRequest
 */
export function enrolmentInput(
  body: JsonObject,
  known: Attestation | undefined,
): { readonly options: EnrolmentOptions; readonly extra: JsonObject } {
  const status = textIn(body, 'provisioningStatus') ?? 'enabled';
  if (status !== 'enabled' && status !== 'disabled') {
    throw refusal('provisioningStatus is enabled or disabled');
  }
  const allocationPolicy = textIn(body, 'allocationPolicy') ?? 'hashed';
  if (!isPolicy(allocationPolicy)) throw refusal(`allocationPolicy is one of ${POLICIES.join()}`);
  const policy = objectIn(body, 'reprovisionPolicy') ?? {};
  return {
    options: {
      ...attestationInput(objectIn(body, 'attestation') ?? {}, known),
      deviceId: textIn(body, 'deviceId') ?? '',
      enabled: status === 'enabled',
      allocationPolicy,
      iotHubHostName: textIn(body, 'iotHubHostName') ?? '',
      iotHubs: textsIn(body, 'iotHubs'),
      reprovisionPolicy: {
        updateHubAssignment: booleanIn(policy, 'updateHubAssignment') ?? true,
        migrateDeviceData: booleanIn(policy, 'migrateDeviceData') ?? true,
      },
      initialTwin: twinInput(objectIn(body, 'initialTwin') ?? {}),
      iotEdge: booleanIn(objectIn(body, 'capabilities') ?? {}, 'iotEdge') ?? false,
    },
    extra: Object.fromEntries(
      EXTRA.flatMap((name) => (body[name] ? [[name, body[name]] as const] : [])),
    ),
  };
}

function attestationInput(
  attestation: JsonObject,
  known: Attestation | undefined,
): Pick<EnrolmentOptions, 'symmetricKey' | 'x509'> {
  switch (textIn(attestation, 'type')) {
    case 'symmetricKey': {
      const keys = objectIn(attestation, 'symmetricKey') ?? {};
      const [primaryKey, secondaryKey] = [textIn(keys, 'primaryKey'), textIn(keys, 'secondaryKey')];
      return {
        // An empty key is one that is to be made, or to stay.
        symmetricKey: {
          ...(primaryKey === undefined || primaryKey === '' ? {} : { primaryKey }),
          ...(secondaryKey === undefined || secondaryKey === '' ? {} : { secondaryKey }),
        },
      };
    }
    case 'x509': {
      const x509 = objectIn(attestation, 'x509') ?? {};
      const certificates =
        objectIn(x509, 'clientCertificates') ?? objectIn(x509, 'signingCertificates');
      if (certificates === undefined) {
        throw refusal('clientCertificates or signingCertificates are missing');
      }
      const primary = certificateIn(certificates, 'primary', known);
      if (primary === undefined) throw refusal('the primary certificate is missing');
      return { x509: { primary, secondary: certificateIn(certificates, 'secondary', known) } };
    }
    case 'tpm':
      throw refusal('Attestation by TPM is not served here.');
    default:
      throw refusal('attestation.type is symmetricKey or x509');
  }
}

/** A certificate, or what is told of one when it is read. */
function certificateIn(
  certificates: JsonObject,
  name: string,
  known: Attestation | undefined,
): string | undefined {
  const written = objectIn(certificates, name);
  if (written === undefined) return undefined;
  const certificate = textIn(written, 'certificate');
  if (certificate !== undefined && certificate !== '') return certificate;
  const info = objectIn(written, 'info') ?? {};
  const thumbprint = textIn(info, 'sha256Thumbprint') ?? textIn(info, 'sha1Thumbprint');
  if (thumbprint === undefined) return undefined;
  const same = certificatesOf(known).find((each) => isOf(each, thumbprint.toUpperCase()));
  return same !== undefined && 'pem' in same ? same.pem : thumbprint;
}

function certificatesOf(known: Attestation | undefined): readonly KnownCertificate[] {
  if (known?.type !== 'x509') return [];
  return known.secondary === undefined ? [known.primary] : [known.primary, known.secondary];
}

function isOf(known: KnownCertificate, thumbprint: string): boolean {
  const certificate = certificateOf(known);
  return certificate !== undefined && thumbprintsOf(certificate).includes(thumbprint);
}

function twinInput(twin: JsonObject): InitialTwin {
  const properties = objectIn(twin, 'properties') ?? {};
  return {
    tags: withoutMarks(objectIn(twin, 'tags')),
    desired: withoutMarks(objectIn(properties, 'desired')),
  };
}

/** Without `$version` and `$metadata`, of a twin that was read somewhere. */
function withoutMarks(section: JsonObject | undefined): JsonObject | undefined {
  if (section === undefined) return undefined;
  return Object.fromEntries(Object.entries(section).filter(([name]) => !name.startsWith('$')));
}

function isPolicy(text: string): text is AllocationPolicy {
  return POLICIES.includes(text);
}

function textsIn(object: JsonObject, name: string): readonly string[] {
  const value: Json = object[name] ?? [];
  const texts = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
  if (texts !== undefined && Array.isArray(value) && texts.length === value.length) return texts;
  throw refusal(`${name} is an array of texts`);
}

function refusal(text: string): DpsRefusal {
  return new DpsRefusal('badRequest', text);
}
