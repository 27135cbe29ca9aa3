import type { JsonObject } from '@iotpnp/model';
import type { Delivery, DeviceLink, EndManner, MethodCall } from '../src/state/device-link.js';
import type { OutgoingMessage } from '../src/state/outgoing-message.js';

/** A connection that keeps what the state core sends over it. */
export class RecordingLink implements DeviceLink {
  readonly pushes: JsonObject[] = [];
  readonly calls: MethodCall[] = [];
  readonly messages: (Delivery & { messageId: string })[] = [];
  readonly ends: string[] = [];

  desired(patch: JsonObject): void {
    this.pushes.push(patch);
  }

  invoke(call: MethodCall): void {
    this.calls.push(call);
  }

  message({ messageId }: OutgoingMessage, delivery: Delivery): void {
    this.messages.push({ messageId, ...delivery });
  }

  end(reason: string, manner: EndManner): void {
    this.ends.push(manner === 'at-once' ? reason : `${reason} ${manner}`);
  }
}
