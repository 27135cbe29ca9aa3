import {
  CloudMessage,
  Component,
  Input,
  Interface,
  Telemetry,
  type MessageContext,
  type ReceivedMessage,
} from '@iotpnp/core';

/** Listens to one input as a component. */
@Interface('dtmi:com:example:Gauge;1')
class Gauge {
  readonly heard: string[] = [];
  @Telemetry('double') level?: number;
  @Input('readings') read(message: ReceivedMessage): void {
    this.heard.push(message.text());
  }
}

/** Listens to two inputs, one of them beside its component. */
@Interface('dtmi:com:example:Filter;1')
export class Filter {
  readonly heard: string[] = [];
  readonly messages: ReceivedMessage[] = [];
  readonly signals: AbortSignal[] = [];
  @Telemetry('double') average?: number;
  @Component(Gauge) gauge = new Gauge();

  @Input('readings') read(message: ReceivedMessage): void {
    this.messages.push(message);
    this.heard.push(`readings ${message.text()}`);
  }

  @Input('control') control(message: ReceivedMessage): void {
    this.heard.push(`control ${JSON.stringify(message.json())}`);
  }

  /** Goes on for ever. */
  @Input('slow') think(_message: ReceivedMessage, { signal }: MessageContext): Promise<void> {
    this.signals.push(signal);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  }
}

/** Handles what only a device gets. */
@Interface('dtmi:com:example:Pager;1')
export class Pager {
  @CloudMessage() show(_message: ReceivedMessage): void {}
}

/** Has nothing in its model. */
@Interface('dtmi:com:example:Plain;1')
export class Plain {}
