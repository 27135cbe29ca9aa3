import {
  Input,
  Interface,
  Property,
  Reject,
  Telemetry,
  Writable,
  type ReceivedMessage,
  type Session,
  type StartContext,
} from '@iotpnp/core';

/** Passes on the readings of other modules that are out of the ordinary, and counts the others. */
@Interface('dtmi:com:example:AlertFilter;1', { displayName: 'Alert filter' })
export default class EdgeModule {
  #session: Session | undefined;

  @Writable('double') threshold = 30;
  @Property('integer') passedOn = 0;
  @Telemetry('integer', { minInterval: '10s' }) seen = 0;

  onStart({ session }: StartContext) {
    this.#session = session;
  }

  /** A route brings them here: `FROM /messages/modules/sensor/* INTO BrokeredEndpoint("/modules/filter/inputs/readings")`. */
  @Input('readings') filter(message: ReceivedMessage) {
    const celsius = message.read('double');
    if (celsius < -273.15) throw new Reject('colder than it gets');
    this.seen += 1;
    if (celsius <= this.threshold) return;
    this.passedOn += 1;
    this.#session?.sendToOutput('alerts', { body: { celsius, above: this.threshold } });
  }
}
