import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stretch of network between a device and its hub that can fall silent without anybody hanging up. */
export interface AzureRelay extends AsyncDisposable {
  /** What goes into `GatewayHostName=`. */
  readonly hostName: string;
  /** How often the device has spoken after it was answered: the round trips it took. */
  readonly flights: number;
  /** From now on nothing passes, either way; both sockets stay open. */
  silence(): void;
  /** Resolves when the device has spoken, heard or not. */
  readonly spoken: Promise<void>;
  /** Resolves when the device has let go of its socket altogether, not only of its own half. */
  readonly abandoned: Promise<void>;
}

/** Event loop turns without a byte before an answer is passed on: all that is said at once is one flight. */
const QUIET_TURNS = 20;

export async function azureRelay(hub: { readonly port: number }): Promise<AzureRelay> {
  const sockets = new Set<Socket>();
  let silent = false;
  let flights = 0;
  let answered = true;
  let quiet = 0;
  let onSpoken = () => {};
  let onAbandoned = () => {};
  const spoken = new Promise<void>((resolve) => {
    onSpoken = resolve;
  });
  const abandoned = new Promise<void>((resolve) => {
    onAbandoned = resolve;
  });
  const server = createServer({ allowHalfOpen: true }, (device) => {
    const onward = connect({ port: hub.port, host: '127.0.0.1', allowHalfOpen: true });
    const waiting: Buffer[] = [];
    const passOn = () => {
      if (quiet++ < QUIET_TURNS) {
        setImmediate(passOn);
        return;
      }
      answered = true;
      if (!silent) device.write(Buffer.concat(waiting.splice(0)));
    };
    device.on('data', (bytes) => {
      onSpoken();
      if (silent) return;
      quiet = 0;
      if (answered) flights++;
      answered = false;
      onward.write(bytes);
    });
    onward.on('data', (bytes) => {
      quiet = 0;
      if (waiting.push(bytes) === 1) setImmediate(passOn);
    });
    device.on('end', () => (silent ? probe(device) : onward.end()));
    onward.on('end', () => silent || device.end());
    device.on('close', () => {
      onward.destroy();
      onAbandoned();
    });
    onward.on('close', () => silent || device.destroy());
    for (const socket of [device, onward]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    hostName: `localhost:${(server.address() as AddressInfo).port}`,
    spoken,
    abandoned,
    get flights() {
      return flights;
    },
    silence() {
      silent = true;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Whoever has closed only his own half takes what is written, be it too short for a TLS record; whoever has closed all of it resets. */
function probe(device: Socket, times = 4): void {
  if (times > 0) device.write('?', () => setImmediate(() => probe(device, times - 1)));
}
