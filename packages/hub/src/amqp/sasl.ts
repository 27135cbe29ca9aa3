import type { Objection } from '../auth/judge.js';
import type { AmqpContext } from './amqp-context.js';
import { admits, admitsKey } from './service-token.js';

/** A SASL mechanism as the AMQP library drives it: `outcome` is read once `start` has returned. */
interface Mechanism {
  outcome?: boolean;
  start(response: Buffer | undefined): void;
}

interface Admission {
  /** Let in until then, in milliseconds since 1970. */
  readonly granted: (until: number) => void;
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
      const until = plainUntil(user, password, context);
      this.outcome = typeof until === 'number';
      if (typeof until === 'number') admission.granted(until);
      else admission.refused(until);
    },
  });
  return mechanisms;
}

/** The password is a SAS token of the policy, or its key. */
function plainUntil(user: string, password: string, context: AmqpContext): number | Objection {
  if (password.startsWith('SharedAccessSignature ')) return admits(password, context);
  if (admitsKey(user.replace(OF_HUB, ''), password, context)) return Infinity;
  return { reason: 'signature-mismatch', detail: 'the password is no key of the policy' };
}
