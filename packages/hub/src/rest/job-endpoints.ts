import { jsonAnswer, type Answer } from '../http/http-request.js';
import type { Job } from '../state/jobs.js';
import type { Endpoint, RestCall } from './endpoint.js';
import { jobInput, jobJson } from './job-json.js';
import { page } from './pages.js';
import { RestError } from './rest-error.js';

const JOB = '/jobs/v2/{job}';

/** Jobs on many devices. */
export const JOB_ENDPOINTS: readonly Endpoint[] = [
  { method: 'GET', path: '/jobs/v2/query', right: 'ServiceConnect', counts: 'query', answer: list },
  { method: 'GET', path: JOB, right: 'ServiceConnect', answer: read },
  { method: 'PUT', path: JOB, right: 'ServiceConnect', answer: schedule },
  { method: 'POST', path: `${JOB}/cancel`, right: 'ServiceConnect', answer: cancel },
];

function list(call: RestCall): Answer {
  const { query } = call.request;
  const [type, status] = [query.get('jobType'), query.get('jobStatus')];
  const items = call.state.jobs
    .list()
    .filter((job) => type === null || job.task.type === type)
    .filter((job) => status === null || job.status === status)
    .map((job) => ({ key: job.jobId, row: jobJson(job) }));
  const what = `jobs ${type} ${status}`;
  return page(call, items, { what, itemType: 'JobResponse', isOrdered: true });
}

function read(call: RestCall): Answer {
  return jsonAnswer(200, jobJson(jobOf(call)));
}

async function schedule(call: RestCall): Promise<Answer> {
  const { state } = call;
  const jobId = call.part('job');
  const plan = jobInput(await call.object(), jobId, state.clock.now());
  if (state.jobs.find(jobId) !== undefined) {
    throw new RestError('JobAlreadyExists', `there is a job ${jobId} already`);
  }
  return jsonAnswer(200, jobJson(state.jobs.schedule(plan)));
}

function cancel(call: RestCall): Answer {
  const job = jobOf(call);
  call.state.jobs.cancel(job);
  return jsonAnswer(200, jobJson(job));
}

function jobOf(call: RestCall): Job {
  const job = call.state.jobs.find(call.part('job'));
  if (job !== undefined) return job;
  throw new RestError('JobNotFound', `there is no job ${call.part('job')}`);
}
