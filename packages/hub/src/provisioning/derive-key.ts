import { createHmac } from 'node:crypto';

/**
 * The key of one device of a group with a symmetric key.
 * Source: "Symmetric key attestation with DPS", group enrolments.
 */
export function deriveKey(groupKey: string, registrationId: string): string {
  return createHmac('sha256', Buffer.from(groupKey, 'base64'))
    .update(registrationId, 'utf8')
    .digest('base64');
}
