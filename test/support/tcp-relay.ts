import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A stretch of network between a device and its hub that a test can break. */
export interface TcpRelay extends AsyncDisposable {
  /** What goes into `GatewayHostName=`. */
  readonly hostName: string;
  /** Breaks every socket there is, on both sides, without a goodbye. */
  cut(): void;
}

export async function tcpRelay(hub: { readonly port: number }): Promise<TcpRelay> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (device) => {
    const onward = connect({ port: hub.port, host: '127.0.0.1', noDelay: true });
    device.pipe(onward);
    onward.pipe(device);
    for (const [socket, other] of [
      [device, onward],
      [onward, device],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    hostName: `localhost:${(server.address() as AddressInfo).port}`,
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
