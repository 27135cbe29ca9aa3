import {
  CloudMessage,
  Command,
  Component,
  Interface,
  Reject,
  Telemetry,
  type MessageContext,
  type ReceivedMessage,
} from '@iotpnp/core';

/** One handling that goes on until the test lets it end. */
export interface Handling {
  readonly message: ReceivedMessage;
  readonly signal: AbortSignal;
  readonly end: () => void;
}

@Interface('dtmi:com:example:Lamp;1')
class Lamp {
  readonly texts: string[] = [];
  @CloudMessage() show(message: ReceivedMessage): void {
    this.texts.push(message.text());
  }
}

/** Keeps what it gets; refuses `refuse`, and is at `hold` until the test ends it. */
@Interface('dtmi:com:example:Postbox;1')
export class Postbox {
  readonly received: ReceivedMessage[] = [];
  readonly handling: Handling[] = [];
  @Component(Lamp) lamp = new Lamp();
  @Telemetry('integer') count?: number;

  @CloudMessage() async take(message: ReceivedMessage, { signal }: MessageContext): Promise<void> {
    const text = message.text();
    if (text === 'refuse') throw new Reject('no such letter');
    if (text === 'hold') {
      await new Promise<void>((end) => void this.handling.push({ message, signal, end }));
    }
    this.received.push(message);
  }
}

/** Gets messages, as its commands may be among them, and handles none. */
@Interface('dtmi:com:example:Deaf;1')
export class Deaf {
  @Command() ping(): void {}
}
