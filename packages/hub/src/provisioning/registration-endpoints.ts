import { etagHeader } from '../http/entity-tags.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import type { DpsCall, DpsEndpoint } from './dps-call.js';
import { DpsRefusal } from './dps-refusal.js';
import { registrationDocument } from './registration-document.js';
import type { Registration } from './registration.js';

const ONE = '/registrations/{id}';

/** What became of devices that registered. */
export const REGISTRATION_ENDPOINTS: readonly DpsEndpoint[] = [
  { method: 'POST', path: `${ONE}/query`, right: 'RegistrationStatusRead', answer: query },
  { method: 'GET', path: ONE, right: 'RegistrationStatusRead', answer: read },
  { method: 'DELETE', path: ONE, right: 'RegistrationStatusWrite', answer: remove },
];

function read(call: DpsCall): Answer {
  const registration = registrationOf(call);
  const answer = jsonAnswer(200, registrationDocument(registration));
  return { ...answer, headers: { ...answer.headers, ...etagHeader(registration.etag) } };
}

/** The device stays at its hub; when it registers again that is its first time. */
function remove(call: DpsCall): Answer {
  const { registrationId, etag } = registrationOf(call);
  call.checkMatch(etag);
  call.provisioning.registrations.remove(registrationId);
  return { status: 204 };
}

/** Those of a group. */
async function query(call: DpsCall): Promise<Answer> {
  const { provisioning, id } = call;
  provisioning.groups.get(id);
  await call.checkQuery();
  const items = provisioning.registrations.ofGroup(id).map((each) => ({
    key: each.registrationId.toLowerCase(),
    row: registrationDocument(each),
  }));
  return call.page(items, 'deviceRegistration');
}

function registrationOf({ provisioning, id }: DpsCall): Registration {
  const registration = provisioning.registrations.find(id);
  if (registration !== undefined) return registration;
  throw new DpsRefusal('registrationUnknown', 'Registration not found.');
}
