import type { IPublishPacket } from 'mqtt-packet';
import type { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';

/** What came until the hub had certainly heard all that was sent before; fails when it is gone. */
export async function roundTrip(client: MqttTestClient): Promise<readonly IPublishPacket[]> {
  client.send({ cmd: 'pingreq' });
  const published: IPublishPacket[] = [];
  for (;;) {
    const packet = await client.next();
    if (packet === undefined) throw new Error('the hub is gone');
    if (packet.cmd === 'pingresp') return published;
    if (packet.cmd === 'publish') published.push(packet);
  }
}
