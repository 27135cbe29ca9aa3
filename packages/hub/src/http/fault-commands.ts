import type { JsonObject } from '@iotpnp/model';
import type { HubFaults } from '../hub-faults.js';
import { CommandFields } from './command-fields.js';

/** What commands act on. */
export interface FaultReach {
  readonly faults: HubFaults;
  readonly restart: (sessions: 'keep' | 'lose') => void;
}

type Act = (reach: FaultReach) => void;

interface FaultKind {
  /** What goes with it, for whoever asks. */
  readonly fields: string;
  readonly read: (fields: CommandFields) => Act;
}

const REQUEST_ANSWERS = ['throttle', 'unavailable'] as const;
const READ_ANSWERS = [...REQUEST_ANSWERS, 'silent', 'cut'] as const;
const REPORT_ANSWERS = [...READ_ANSWERS, 'refuse', 'ignore', 'apply-and-cut'] as const;

const KINDS: { readonly [name: string]: FaultKind } = {
  'answer-reports': {
    fields: `target, answer (${REPORT_ANSWERS.join(', ')}), count?`,
    read(fields) {
      const [target, answers] = [fields.target(), fields.answers(REPORT_ANSWERS)];
      return ({ faults }) => faults.answerReports(target, ...answers);
    },
  },
  'answer-requests': {
    fields: `answer (${REQUEST_ANSWERS.join(', ')}), count?`,
    read(fields) {
      const answers = fields.answers(REQUEST_ANSWERS);
      return ({ faults }) => faults.answerRequests(...answers);
    },
  },
  'answer-twin-reads': {
    fields: `target, answer (${READ_ANSWERS.join(', ')}), count?`,
    read(fields) {
      const [target, answers] = [fields.target(), fields.answers(READ_ANSWERS)];
      return ({ faults }) => faults.answerTwinReads(target, ...answers);
    },
  },
  'delay-acks': delayed((faults, target, ms) => faults.delayTelemetryAcks(target, ms)),
  'delay-answers': delayed((faults, target, ms) => faults.delayAnswers(target, ms)),
  disconnect: {
    fields: 'target?',
    read(fields) {
      const target = fields.optionalTarget();
      return ({ faults }) => faults.disconnect(target);
    },
  },
  'disconnect-on-command': counted((faults, target, n) => faults.disconnectOnCommand(target, n)),
  'expire-tokens': {
    fields: 'target?',
    read(fields) {
      const target = fields.optionalTarget();
      return ({ faults }) =>
        target === undefined ? faults.expireTokens() : faults.expireToken(target);
    },
  },
  'hold-acks': ofTarget((faults, target) => faults.holdTelemetry(target)),
  'lose-acks': counted((faults, target, count) => faults.loseTelemetryAcks(target, count)),
  'lose-desired': counted((faults, target, count) => faults.loseDesired(target, count)),
  'refuse-connects': {
    fields: 'seconds, target?',
    read(fields) {
      const [seconds, target] = [fields.seconds(), fields.optionalTarget()];
      return ({ faults }) => faults.refuseConnectsFor(seconds * 1000, target);
    },
  },
  'release-acks': ofTarget((faults, target) => faults.releaseTelemetry(target)),
  restart: {
    fields: 'sessions? (keep, lose)',
    read(fields) {
      const sessions = fields.oneOf('sessions', ['keep', 'lose'] as const, 'keep') ?? 'keep';
      return ({ restart }) => restart(sessions);
    },
  },
};

/** Each fault there is, and what goes with it. */
export function faultKinds(): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(KINDS).map(([name, { fields }]) => [name, fields]));
}

/** What a command asks for, or all that is wrong with it. */
export function readCommand(command: JsonObject): Act | { readonly problems: readonly string[] } {
  const { fault, ...rest } = command;
  const kind = typeof fault === 'string' && Object.hasOwn(KINDS, fault) ? KINDS[fault] : undefined;
  if (kind === undefined) {
    return { problems: [`fault is one of ${Object.keys(KINDS).join(', ')}`] };
  }
  const fields = new CommandFields(rest);
  const act = kind.read(fields);
  fields.end();
  return fields.problems.length === 0 ? act : { problems: fields.problems };
}

function ofTarget(act: (faults: HubFaults, target: string) => void): FaultKind {
  return {
    fields: 'target',
    read(fields) {
      const target = fields.target();
      return ({ faults }) => act(faults, target);
    },
  };
}

function counted(act: (faults: HubFaults, target: string, count: number) => void): FaultKind {
  return {
    fields: 'target, count?',
    read(fields) {
      const [target, count] = [fields.target(), fields.count()];
      return ({ faults }) => act(faults, target, count);
    },
  };
}

function delayed(act: (faults: HubFaults, target: string, ms: number) => void): FaultKind {
  return {
    fields: 'target, seconds',
    read(fields) {
      const [target, seconds] = [fields.target(), fields.seconds()];
      return ({ faults }) => act(faults, target, seconds * 1000);
    },
  };
}
