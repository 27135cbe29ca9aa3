import type { Json } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import { meets } from '../query/evaluate.js';
import { parseTargets } from '../query/parse-query.js';
import { targetOf } from '../target.js';
import type { Batches } from './batches.js';
import type { Configurations } from './configurations.js';
import type { MethodResponse } from './device-link.js';
import { invokeInTime, type Invocation, type Invoker } from './timed-invocation.js';
import type { TwinChanges } from './twin-changes.js';
import type { TwinChange } from './twins.js';
import { twinJson, type TwinJsonReach } from './twin-json.js';

export type JobStatus = 'scheduled' | 'running' | 'completed' | 'failed' | 'cancelled';

/** What a job does to each of its targets. */
export type JobTask =
  | { readonly type: 'scheduleUpdateTwin'; readonly change: TwinChange }
  | { readonly type: 'scheduleDeviceMethod'; readonly invocation: Invocation };

export interface JobPlan {
  readonly jobId: string;
  readonly task: JobTask;
  /** As its maker wrote it, to be told again. */
  readonly written: Json;
  /** `*`, or what a WHERE clause has. */
  readonly queryCondition: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly maxExecutionTimeInSeconds: number;
}

/** One target's part of a job. */
export interface TargetJob {
  readonly target: string;
  status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
  endTime?: number;
  response?: MethodResponse;
  failure?: unknown;
}

export interface Job extends JobPlan {
  readonly createdTime: number;
  status: JobStatus;
  startedTime?: number;
  endTime?: number;
  failureReason?: string;
  readonly targets: TargetJob[];
}

interface Reach extends TwinJsonReach, Invoker {
  readonly clock: HubClock;
  readonly batches: Batches;
  readonly twinChanges: TwinChanges;
  readonly configurations: Configurations;
}

/** Of this hub. Those that have ended are remembered until others need their room. */
const MAX_JOBS = 1000;

/** Changes of twins and methods on many devices at a time. They end with the hub. */
export class Jobs {
  readonly #reach: Reach;
  readonly #jobs = new Map<string, Job>();
  /** Of jobs that wait or run: what ends that. */
  readonly #stops = new Map<Job, () => void>();

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  find(jobId: string): Job | undefined {
    return this.#jobs.get(jobId);
  }

  list(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /**
   * Begins a job at its time, by the hub's clock.
   * @throws PNP_HUB_TOO_MANY_REQUESTS when none that has ended can make room
   */
  schedule(plan: JobPlan): Job {
    this.#makeRoom();
    const { clock } = this.#reach;
    const createdTime = clock.now();
    const job: Job = { ...plan, createdTime, status: 'scheduled', targets: [] };
    this.#jobs.set(job.jobId, job);
    const delayMs = job.startTime - createdTime;
    if (delayMs <= 0) this.#run(job);
    else
      this.#stops.set(
        job,
        clock.after(delayMs, () => this.#run(job)),
      );
    return job;
  }

  /** What has not been done yet is not done. */
  cancel(job: Job): void {
    if (job.status !== 'scheduled' && job.status !== 'running') return;
    this.#end(job, 'cancelled');
  }

  close(): void {
    for (const job of this.#stops.keys()) this.cancel(job);
  }

  #run(job: Job): void {
    const { clock } = this.#reach;
    const stop = new AbortController();
    const stopClock = clock.after(job.maxExecutionTimeInSeconds * 1000, () => {
      this.#end(job, 'failed', 'it took longer than maxExecutionTimeInSeconds');
    });
    this.#stops.set(job, () => {
      stopClock();
      stop.abort(new Error('the job has ended'));
    });
    job.status = 'running';
    job.startedTime = clock.now();
    job.targets.push(...this.#targetsOf(job));
    if (job.targets.length === 0) return this.#end(job, 'completed');
    for (const part of job.targets) void this.#runOn(part, job, stop.signal);
  }

  /** Never rejects: what goes wrong is the outcome for this target. */
  async #runOn(part: TargetJob, job: Job, signal: AbortSignal): Promise<void> {
    part.status = 'running';
    try {
      const response = await this.#do(part.target, job.task, signal);
      if (response !== undefined) part.response = response;
      if (!signal.aborted) part.status = 'completed';
    } catch (failure) {
      part.failure = failure;
      if (!signal.aborted) part.status = 'failed';
    }
    if (signal.aborted) return;
    part.endTime = this.#reach.clock.now();
    if (job.targets.every(({ endTime }) => endTime !== undefined)) this.#end(job, 'completed');
  }

  async #do(
    target: string,
    task: JobTask,
    signal: AbortSignal,
  ): Promise<MethodResponse | undefined> {
    if (task.type === 'scheduleDeviceMethod') {
      return invokeInTime(this.#reach, target, { ...task.invocation, signal });
    }
    const { batches, registry, twinChanges, configurations } = this.#reach;
    registry.get(target);
    batches.together(() => {
      twinChanges.apply(target, task.change, 'merge');
      if (task.change.tags !== undefined) configurations.applyTo(target);
    });
    return undefined;
  }

  #end(job: Job, status: JobStatus, failureReason?: string): void {
    const endTime = this.#reach.clock.now();
    for (const part of job.targets) {
      if (part.endTime !== undefined) continue;
      part.status = status === 'cancelled' ? 'cancelled' : 'failed';
      part.endTime = endTime;
    }
    job.status = status;
    job.endTime = endTime;
    if (failureReason !== undefined) job.failureReason = failureReason;
    const stop = this.#stops.get(job);
    this.#stops.delete(job);
    stop?.();
  }

  #targetsOf({ queryCondition }: Job): readonly TargetJob[] {
    const { from, where } = parseTargets(queryCondition);
    const ofModules = from === 'devices.modules';
    return this.#reach.registry
      .list()
      .filter(({ moduleId }) => (moduleId !== undefined) === ofModules)
      .map((identity) => targetOf(identity))
      .filter((target) => meets(twinJson(this.#reach, target), where))
      .map((target) => ({ target, status: 'pending' }));
  }

  #makeRoom(): void {
    for (const [jobId, { endTime }] of this.#jobs) {
      if (this.#jobs.size < MAX_JOBS) return;
      if (endTime !== undefined) this.#jobs.delete(jobId);
    }
    if (this.#jobs.size < MAX_JOBS) return;
    const message = `${MAX_JOBS} jobs wait or run`;
    throw hubError('PNP_HUB_TOO_MANY_REQUESTS', message, { hint: 'cancel some, or wait for them' });
  }
}
