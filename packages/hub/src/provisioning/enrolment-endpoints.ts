import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { etagHeader } from '../http/entity-tags.js';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { textIn } from '../http/json-fields.js';
import { dpsErrorCode } from './dps-error.js';
import { DpsRefusal, refusalOf } from './dps-refusal.js';
import type { DpsCall, DpsEndpoint } from './dps-call.js';
import { enrolmentDocument, mechanismDocument } from './enrolment-document.js';
import { enrolmentInput } from './enrolment-input.js';
import type { Enrolment, EnrolmentGroup } from './enrolment.js';

/** Source: DPS limits, operations in one bulk request. */
const MAX_BULK = 10;
const MODES = ['create', 'update', 'updateIfMatchETag', 'delete'] as const;

type Mode = (typeof MODES)[number];

const [READ, WRITE] = ['EnrollmentRead', 'EnrollmentWrite'] as const;
const ONE = '/enrollments/{id}';
const GROUP = '/enrollmentgroups/{id}';

/** Enrolments of single devices, and groups. */
export const ENROLMENT_ENDPOINTS: readonly DpsEndpoint[] = [
  { method: 'POST', path: '/enrollments', right: WRITE, answer: bulk },
  { method: 'POST', path: '/enrollments/query', right: READ, answer: query },
  { method: 'GET', path: ONE, right: READ, answer: read },
  { method: 'PUT', path: ONE, right: WRITE, answer: write },
  { method: 'DELETE', path: ONE, right: WRITE, answer: remove },
  { method: 'POST', path: `${ONE}/attestationmechanism`, right: WRITE, answer: mechanism },
  { method: 'POST', path: '/enrollmentgroups/query', right: READ, answer: queryGroups },
  { method: 'GET', path: GROUP, right: READ, answer: readGroup },
  { method: 'PUT', path: GROUP, right: WRITE, answer: writeGroup },
  { method: 'DELETE', path: GROUP, right: WRITE, answer: removeGroup },
  { method: 'POST', path: `${GROUP}/attestationmechanism`, right: WRITE, answer: groupMechanism },
];

function read({ provisioning, id }: DpsCall): Answer {
  return answered(provisioning.enrolments.get(id), provisioning);
}

async function write(call: DpsCall): Promise<Answer> {
  const { provisioning, id } = call;
  const body = await call.object();
  checkName(textIn(body, 'registrationId'), id, 'registrationId');
  const known = provisioning.enrolments.find(id);
  call.checkWritable(known);
  const { options, extra } = enrolmentInput(body, known?.attestation);
  return answeredWithKeys(provisioning.enrolments.put(id, options, extra), provisioning);
}

function remove(call: DpsCall): Answer {
  const { provisioning, id } = call;
  call.checkMatch(provisioning.enrolments.get(id).etag);
  provisioning.removeEnrolment(id);
  return { status: 204 };
}

function mechanism({ provisioning, id }: DpsCall): Answer {
  return jsonAnswer(200, mechanismDocument(provisioning.enrolments.get(id)));
}

async function query(call: DpsCall): Promise<Answer> {
  await call.checkQuery();
  const items = call.provisioning.enrolments
    .list()
    .map((each) => ({ key: each.registrationId.toLowerCase(), row: enrolmentDocument(each) }));
  return call.page(items, 'enrollment');
}

function readGroup({ provisioning, id }: DpsCall): Answer {
  return answered(provisioning.groups.get(id));
}

async function writeGroup(call: DpsCall): Promise<Answer> {
  const { provisioning, id } = call;
  const body = await call.object();
  checkName(textIn(body, 'enrollmentGroupId'), id, 'enrollmentGroupId');
  const known = provisioning.groups.find(id);
  call.checkWritable(known);
  const { options, extra } = enrolmentInput(body, known?.attestation);
  return answeredWithKeys(provisioning.groups.put(id, options, extra));
}

function removeGroup(call: DpsCall): Answer {
  const { provisioning, id } = call;
  call.checkMatch(provisioning.groups.get(id).etag);
  provisioning.removeGroup(id);
  return { status: 204 };
}

function groupMechanism({ provisioning, id }: DpsCall): Answer {
  return jsonAnswer(200, mechanismDocument(provisioning.groups.get(id)));
}

async function queryGroups(call: DpsCall): Promise<Answer> {
  await call.checkQuery();
  const items = call.provisioning.groups
    .list()
    .map((each) => ({ key: each.groupId.toLowerCase(), row: enrolmentDocument(each) }));
  return call.page(items, 'enrollmentGroup');
}

/** Several enrolments in one request: each is done or not on its own. */
async function bulk(call: DpsCall): Promise<Answer> {
  const body = await call.object();
  const mode = MODES.find((each) => each.toLowerCase() === textIn(body, 'mode')?.toLowerCase());
  const { enrollments } = body;
  if (mode === undefined) throw new DpsRefusal('badRequest', `mode is one of ${MODES.join()}`);
  if (!Array.isArray(enrollments) || enrollments.length > MAX_BULK) {
    throw new DpsRefusal('badRequest', `enrollments is an array of ${MAX_BULK} at most`);
  }
  const errors = enrollments.flatMap((each) => bulkError(call, mode, each) ?? []);
  return jsonAnswer(200, { isSuccessful: errors.length === 0, errors });
}

function bulkError(call: DpsCall, mode: Mode, written: unknown): JsonObject | undefined {
  const body = isJsonObject(written) ? written : {};
  const registrationId = typeof body['registrationId'] === 'string' ? body['registrationId'] : '';
  try {
    bulkOne(call, mode, registrationId, body);
    return undefined;
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === undefined) throw error;
    const errorCode = dpsErrorCode(refused.failure);
    return { registrationId, errorCode, errorStatus: refused.message };
  }
}

function bulkOne({ provisioning }: DpsCall, mode: Mode, id: string, body: JsonObject): void {
  const { enrolments } = provisioning;
  const known = enrolments.find(id);
  if (mode === 'create' && known !== undefined) {
    throw new DpsRefusal('conflict', 'Enrollment already exists.');
  }
  if (mode !== 'create' && mode !== 'update') enrolments.get(id);
  if (mode === 'delete') return provisioning.removeEnrolment(id);
  if (mode === 'updateIfMatchETag' && textIn(body, 'etag') !== known?.etag) {
    throw new DpsRefusal('preconditionFailed', 'The entity tag is not the current one.');
  }
  const { options, extra } = enrolmentInput(body, known?.attestation);
  enrolments.put(id, options, extra);
}

/** Who writes one is answered with its keys, the made ones too; who reads it is not. As DPS has it. */
function answeredWithKeys(
  enrolment: Enrolment | EnrolmentGroup,
  provisioning?: DpsCall['provisioning'],
): Answer {
  return answered(enrolment, provisioning, { attestation: mechanismDocument(enrolment) });
}

function answered(
  enrolment: Enrolment | EnrolmentGroup,
  provisioning?: DpsCall['provisioning'],
  more: JsonObject = {},
): Answer {
  const registration =
    'registrationId' in enrolment
      ? provisioning?.registrations.find(enrolment.registrationId)
      : undefined;
  const answer = jsonAnswer(200, { ...enrolmentDocument(enrolment, registration), ...more });
  return { ...answer, headers: { ...answer.headers, ...etagHeader(enrolment.etag) } };
}

function checkName(written: string | undefined, id: string, name: string): void {
  if (written === undefined || written.toLowerCase() === id.toLowerCase()) return;
  throw new DpsRefusal('badRequest', `${name} is not the one in the address`);
}
