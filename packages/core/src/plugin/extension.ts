import type { Session, SessionState } from '../runtime/session.types.js';

/** What an extension is told of: a session that has begun, and what becomes of it. */
export interface SessionEvent {
  readonly session: Session;
  /** Which device, where the host runs several. */
  readonly device: string | undefined;
}

/**
 * Accompanies sessions, and offers services to apps. Made once per host. What a hook throws is logged
 * with the plugin's name (`PNP_PLUGIN_FAILED`) and breaks nothing.
 */
export interface ExtensionPlugin extends Partial<AsyncDisposable> {
  readonly kind: 'extension';
  readonly name: string;
  readonly apiVersion: 1;
  /** What an app may ask for by name: `create({ services })`. */
  readonly services?: Readonly<Record<string, unknown>>;
  /** A session begins, before it is connected. */
  onSession?(event: SessionEvent): unknown;
  /** Its state has changed. */
  onStateChange?(event: SessionEvent & { readonly state: SessionState }): unknown;
  /** It has closed: `cause` is what ended it, undefined when it was told to. */
  onClosed?(event: SessionEvent & { readonly cause: Error | undefined }): unknown;
}
