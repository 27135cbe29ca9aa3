import type { Objection } from '../auth/judge.js';
import type { AmqpContext } from './amqp-context.js';
import type { Grant } from './claims.js';
import { admits, admitsKey } from './service-token.js';

/** A SASL mechanism as the AMQP library drives it: `outcome` is read once `start` has returned. */
interface Mechanism {
  outcome?: boolean;
  start(response: Buffer | undefined): void;
}

interface Admission {
  readonly granted: (grant: Grant) => void;
  readonly refused: (objection: Objection) => void;
}

/** Nothing is proved by these: that takes a token at `$cbs`. */
const OPEN_TO_ALL = ['ANONYMOUS', 'MSSBCBS', 'EXTERNAL'];
/** `{policy}@sas.root.{hub}`: how IoT Hub names a policy; Event Hubs names it alone. */
const OF_HUB = /@sas\.root\..*$/u;

/** The mechanisms of one connection, by name. */
export function saslMechanisms(context: AmqpContext, admission: Admission): object {
  // A client names one of them: without a prototype it finds no other.
  const mechanisms = Object.create(null) as { [name: string]: () => Mechanism };
  for (const name of OPEN_TO_ALL) {
    mechanisms[name] = () => ({
      start() {
        this.outcome = true;
      },
    });
  }
  mechanisms['PLAIN'] = () => ({
    start(response) {
      const [, user = '', password = ''] = (response?.toString('utf8') ?? '').split('\0');
      const admitted = admittedByPlain(user, password, context);
      this.outcome = !('reason' in admitted);
      if ('reason' in admitted) admission.refused(admitted);
      else admission.granted(admitted);
    },
  });
  return mechanisms;
}

/** The password is a SAS token of the policy, or its key. */
function admittedByPlain(user: string, password: string, context: AmqpContext): Grant | Objection {
  if (password.startsWith('SharedAccessSignature ')) return admits(password, context);
  if (admitsKey(user.replace(OF_HUB, ''), password, context)) return { until: Infinity, path: [] };
  return { reason: 'signature-mismatch', detail: 'the password is no key of the policy' };
}
