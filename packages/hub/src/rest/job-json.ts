import type { Json, JsonObject } from '@iotpnp/model';
import { objectIn, textIn } from '../http/json-fields.js';
import { parseTargets } from '../query/parse-query.js';
import type { Job, JobPlan, JobTask, TargetJob } from '../state/jobs.js';
import { checkInvocation } from '../state/timed-invocation.js';
import { namesOf } from '../target.js';
import { invocationOf } from './method-endpoints.js';
import { invalid, restErrorOf } from './rest-error.js';
import { twinChange } from './twin-endpoints.js';

const DEFAULT_SECONDS = 3600;
const MAX_SECONDS = 2 * 24 * 3600;
/** Source: "Schedule jobs on multiple devices", what an id may have. */
const ID = /^[A-Za-z0-9\-_.%*+'!~|^`#&]{1,64}$/u;

/** A job as back ends read it. */
export function jobJson(job: Job): JsonObject {
  const { jobId, queryCondition, task, written, status, targets, maxExecutionTimeInSeconds } = job;
  return {
    jobId,
    queryCondition,
    createdTime: dateOf(job.createdTime),
    startTime: dateOf(job.startTime),
    ...(job.endTime === undefined ? {} : { endTime: dateOf(job.endTime) }),
    maxExecutionTimeInSeconds,
    type: task.type,
    [task.type === 'scheduleUpdateTwin' ? 'updateTwin' : 'cloudToDeviceMethod']: written,
    status,
    ...(job.failureReason === undefined ? {} : { failureReason: job.failureReason }),
    deviceJobStatistics: {
      deviceCount: targets.length,
      failedCount: count(targets, 'failed') + count(targets, 'cancelled'),
      succeededCount: count(targets, 'completed'),
      runningCount: count(targets, 'running'),
      pendingCount: count(targets, 'pending'),
    },
  };
}

/** A job's parts, as the collection `devices.jobs` has them. */
export function targetJobsJson(job: Job): readonly JsonObject[] {
  return job.targets.map((part) => ({
    ...namesOf(part.target),
    jobId: job.jobId,
    jobType: job.task.type,
    status: part.status,
    startTimeUtc: dateOf(job.startedTime ?? job.startTime),
    ...(part.endTime === undefined ? {} : { endTimeUtc: dateOf(part.endTime) }),
    // The first as the service answers it, the second as its documentation asks for it.
    createdDateTimeUtc: dateOf(job.createdTime),
    createdTimeUtc: dateOf(job.createdTime),
    lastUpdatedDateTimeUtc: dateOf(part.endTime ?? job.startedTime ?? job.createdTime),
    outcome: { deviceMethodResponse: responseJson(part) },
    ...errorJson(part),
  }));
}

function responseJson({ response }: TargetJob): Json {
  return response === undefined ? null : { status: response.status, payload: response.payload };
}

function errorJson({ failure }: TargetJob): JsonObject {
  if (failure === undefined) return {};
  const known = restErrorOf(failure);
  const description = failure instanceof Error ? failure.message : 'it failed';
  return { error: { code: known === undefined ? '' : `${known.number}`, description } };
}

function count(targets: readonly TargetJob[], wanted: TargetJob['status']): number {
  return targets.filter(({ status }) => status === wanted).length;
}

/** What a back end wrote of a job. @throws RestError, QueryError, and those of {@link checkInvocation} */
export function jobInput(body: JsonObject, jobId: string, now: number): JobPlan {
  if (!ID.test(jobId)) throw invalid('the id of a job has 1 to 64 letters, digits and signs');
  if ((textIn(body, 'jobId') ?? jobId) !== jobId)
    throw invalid('jobId is not the one in the address');
  const queryCondition = textIn(body, 'queryCondition') ?? '';
  parseTargets(queryCondition);
  const seconds = body['maxExecutionTimeInSeconds'] ?? DEFAULT_SECONDS;
  if (typeof seconds !== 'number' || seconds <= 0 || seconds > MAX_SECONDS) {
    throw invalid(`maxExecutionTimeInSeconds is above 0, ${MAX_SECONDS} at most`);
  }
  return {
    jobId,
    ...taskIn(body),
    queryCondition,
    startTime: startIn(body) ?? now,
    maxExecutionTimeInSeconds: seconds,
  };
}

function taskIn(body: JsonObject): { readonly task: JobTask; readonly written: Json } {
  const type = textIn(body, 'type');
  if (type === 'scheduleUpdateTwin') {
    const written = objectIn(body, 'updateTwin');
    if (written === undefined) throw invalid('updateTwin is missing');
    return { task: { type, change: twinChange(written) }, written };
  }
  if (type !== 'scheduleDeviceMethod') {
    throw invalid('type is scheduleUpdateTwin or scheduleDeviceMethod');
  }
  const written = objectIn(body, 'cloudToDeviceMethod');
  if (written === undefined) throw invalid('cloudToDeviceMethod is missing');
  const invocation = invocationOf(written);
  checkInvocation(invocation);
  return { task: { type, invocation }, written };
}

function startIn(body: JsonObject): number | undefined {
  const written = textIn(body, 'startTime');
  if (written === undefined || written === '') return undefined;
  const time = Date.parse(written);
  if (Number.isNaN(time)) throw invalid('startTime is no time');
  return time;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString();
}
