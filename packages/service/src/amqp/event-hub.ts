import type { Receiver } from 'rhea';
import type { PolicyTokens } from '../auth/policy-tokens.js';
import { AmqpConnection, type Waiting } from './amqp-connection.js';
import { AmqpRequests } from './amqp-requests.js';
import { Cbs } from './cbs.js';
import type { EventHubPlace } from './find-event-hub.js';

const SUBJECT = 'the telemetry of the hub';
const SELECTOR = 'apache.org:selector-filter:string';
const SELECTOR_CODE = 0x468c_0000_0004;

export interface EventHubParts {
  readonly place: EventHubPlace;
  readonly ca: string | undefined;
  readonly tokens: PolicyTokens;
  readonly policy: string;
}

/** An authorised connection to an Event Hubs-compatible endpoint. Source: "AMQP 1.0 in Event Hubs: protocol guide". */
export class EventHub {
  readonly connection: AmqpConnection;
  readonly #entity: string;
  readonly #authorise: (path: string) => Promise<string>;
  readonly #management: AmqpRequests;
  readonly #managementToken: () => string;
  readonly #waiting: Waiting;

  private constructor(parts: {
    connection: AmqpConnection;
    entity: string;
    authorise: (path: string) => Promise<string>;
    management: AmqpRequests;
    managementToken: () => string;
    waiting: Waiting;
  }) {
    this.connection = parts.connection;
    this.#entity = parts.entity;
    this.#authorise = parts.authorise;
    this.#management = parts.management;
    this.#managementToken = parts.managementToken;
    this.#waiting = parts.waiting;
  }

  static async open(
    { place: { host, port, entity }, ca, tokens, policy }: EventHubParts,
    waiting: Waiting,
  ): Promise<EventHub> {
    const sasl = { username: policy };
    const connection = await AmqpConnection.open({ host, port, ca, sasl }, waiting);
    try {
      const cbs = await Cbs.open(connection, waiting);
      const authorise = async (path: string): Promise<string> => {
        const audience = `sb://${host}/${entity}/${path}`;
        await cbs.put({ audience, token: () => tokens.eventHub(audience) });
        return `${entity}/${path}`;
      };
      await authorise('$management');
      const options = { ...waiting, subject: SUBJECT };
      const management = await AmqpRequests.open(connection, '$management', options);
      const managementToken = (): string => tokens.eventHub(`sb://${host}/${entity}/$management`);
      const parts = { connection, entity, authorise, management, managementToken, waiting };
      return new EventHub(parts);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async partitions(): Promise<readonly string[]> {
    const { partition_ids: ids } = await this.#read({ type: 'com.microsoft:eventhub' });
    return Array.isArray(ids) ? ids.map(String) : [];
  }

  /** The number of the last message a partition holds; -1 before the first. */
  async lastSequenceNumber(partition: string): Promise<number> {
    const told = await this.#read({ type: 'com.microsoft:partition', partition });
    return Number(told['last_enqueued_sequence_number'] ?? -1);
  }

  /** A link to a partition for a consumer group. `selector` as in `amqp.annotation.x-opt-offset > '-1'`. */
  async receiver(
    { partition, consumerGroup }: { partition: string; consumerGroup: string },
    selector: string,
  ): Promise<Receiver> {
    const { default: rhea } = await import('rhea');
    const path = `ConsumerGroups/${consumerGroup}/Partitions/${partition}`;
    const address = await this.#authorise(path);
    const filter = { [SELECTOR]: rhea.types.wrap_described(selector, SELECTOR_CODE) };
    const options = { ...this.#waiting, subject: SUBJECT };
    return this.connection.openReceiver({ address, filter }, options);
  }

  async #read(of: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const token = this.#managementToken();
    const properties = { operation: 'READ', name: this.#entity, security_token: token, ...of };
    const { body } = await this.#management.ask({ properties }, this.#waiting);
    return (body ?? {}) as Readonly<Record<string, unknown>>;
  }
}
