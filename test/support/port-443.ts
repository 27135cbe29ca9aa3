import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether this machine lets one listen where Microsoft's clients look for WebSockets. */
export async function mayListenAt443(host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(443, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
