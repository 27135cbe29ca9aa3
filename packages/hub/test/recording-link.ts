import type { JsonObject } from '@iotpnp/model';
import type { Delivery, DeviceLink, MethodCall } from '../src/state/device-link.js';
import type { OutgoingMessage } from '../src/state/outgoing-message.js';

/** A connection that keeps what the state core sends over it. */
export class RecordingLink implements DeviceLink {
  readonly pushes: { patch: JsonObject; version: number }[] = [];
  readonly calls: MethodCall[] = [];
  readonly messages: (Delivery & { messageId: string })[] = [];
  readonly ends: string[] = [];

  desired(patch: JsonObject, version: number): void {
    this.pushes.push({ patch, version });
  }

  invoke(call: MethodCall): void {
    this.calls.push(call);
  }

  message({ messageId }: OutgoingMessage, delivery: Delivery): void {
    this.messages.push({ messageId, ...delivery });
  }

  end(reason: string): void {
    this.ends.push(reason);
  }
}
