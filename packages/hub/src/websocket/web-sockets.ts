import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';

/** One message on a WebSocket may not be larger: the largest MQTT packet, and room beside it. */
const MAX_PAYLOAD_BYTES = 512 * 1024;
/** How long a client that was told goodbye may take to say it too. */
const CLOSE_TIMEOUT_MS = 2_000;

/** A protocol spoken over WebSockets: who asks for it, and where. */
export interface WebSocketService {
  readonly subprotocol: string;
  readonly paths: readonly string[];
  /** Takes over the bytes of a client; `socket` is what carries them. */
  accept(bytes: Duplex, socket: TLSSocket): void;
}

/** What a HTTP server does with a request to speak something else. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Opens WebSockets (RFC 6455) for these services, and refuses every other upgrade. */
export function webSockets(services: readonly WebSocketService[]): Upgrade {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS, // not in the types of the package
    handleProtocols: (_offered: Set<string>, request: IncomingMessage) =>
      wantedBy(request, services)?.subprotocol ?? false,
  };
  const server = new WebSocketServer(options);
  return (request, socket, head) => {
    // Until a WebSocket has it nobody else listens: an error would end the process.
    socket.on('error', () => socket.destroy());
    if (!services.some(({ paths }) => paths.includes(pathOf(request)))) {
      return refuse(socket, '404 Not Found');
    }
    const service = wantedBy(request, services);
    if (service === undefined || !(socket instanceof TLSSocket)) {
      return refuse(socket, '400 Bad Request');
    }
    server.handleUpgrade(request, socket, head, (client) =>
      service.accept(bytesOf(client), socket),
    );
  };
}

function wantedBy(
  request: IncomingMessage,
  services: readonly WebSocketService[],
): WebSocketService | undefined {
  const path = pathOf(request);
  const header = request.headers['sec-websocket-protocol'] ?? '';
  const offered = new Set(header.split(',').map((name) => name.trim()));
  return services.find(
    ({ paths, subprotocol }) => paths.includes(path) && offered.has(subprotocol),
  );
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?')[0] ?? '';
}

function bytesOf(client: WebSocket): Duplex {
  const bytes = createWebSocketStream(client);
  // Nothing goes out over a WebSocket that no longer brings anything in.
  bytes.once('end', () => bytes.destroy());
  return bytes;
}

function refuse(socket: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  socket.end(answer, () => socket.destroy());
}
