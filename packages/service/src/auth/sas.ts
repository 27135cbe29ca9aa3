import { createHmac } from 'node:crypto';

export interface SasClaims {
  /** What the token is for: a host, or a path of it, not yet encoded. */
  readonly resource: string;
  readonly policy: string;
  /** A secret. IoT Hub signs with what base64 says, Event Hubs with the text itself. */
  readonly key: string | Buffer;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A SAS token. Source: "Control access to IoT Hub with shared access signatures", "Event Hubs SAS". */
export function sasToken({ resource, policy, key, expiresAt }: SasClaims): string {
  const sr = encodeURIComponent(resource);
  const se = Math.ceil(expiresAt / 1_000);
  const signature = createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64');
  const sig = encodeURIComponent(signature);
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=${encodeURIComponent(policy)}`;
}
