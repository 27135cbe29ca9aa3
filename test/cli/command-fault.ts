export const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';
export const POLICY = `SharedAccessKeyName=iothubowner;SharedAccessKey=${KEY}`;

/** A mistake with a command, and how it is told. */
export interface CommandFault {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of a user of whom no hub runs. */
  readonly alone?: boolean;
  readonly code: string;
  /** As it stands behind `where`. */
  readonly where: string;
  /** A part of the remedy. */
  readonly fix: string;
  /** Default 1. */
  readonly exitCode?: number;
}
