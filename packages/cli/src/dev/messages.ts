import type { LogFormat, LogLevel } from '@iotpnp/config';
import type { StartFlags } from '../commands/start.js';
import type { LocalCredentials, LocalDeviceRequest } from '../identity/local-device.js';

/** What a child is started with, as its first argument. */
export interface ChildTask {
  readonly module: string | undefined;
  readonly flags: StartFlags;
  /** Whether a person sits at the parent's standard input and output. */
  readonly interactive: boolean;
}

export type FromParent =
  | { readonly type: 'stop' }
  | { readonly type: 'credentials'; readonly credentials: LocalCredentials };

export type FromChild =
  | {
      readonly type: 'config';
      readonly files: readonly string[];
      readonly log: { readonly format: LogFormat; readonly level: LogLevel };
    }
  | { readonly type: 'sources'; readonly files: readonly string[] }
  | { readonly type: 'local-device'; readonly request: LocalDeviceRequest }
  | { readonly type: 'running' };
