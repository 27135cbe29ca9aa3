import type { TransportSupport } from '@iotpnp/core';
import type { ContractBench } from './contract-bench.js';

/** What a transport may or may not be able to do. */
export type Ability = Exclude<keyof TransportSupport, 'maxMessageBytes'>;

/** One thing a transport has to get right, together with the runtime. */
export interface ContractTest {
  /** Begins with the row of the conventions it proves, if it proves one: `W3 answers ...`. */
  readonly name: string;
  /** It is skipped for a transport that cannot do all of these. */
  readonly needs: readonly Ability[];
  /** The identity is a module's. */
  readonly module?: boolean;
  readonly run: (bench: ContractBench) => Promise<void>;
}
