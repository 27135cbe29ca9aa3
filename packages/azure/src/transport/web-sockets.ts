import { HttpsProxyAgent } from 'https-proxy-agent';

/** How MQTT goes through WebSockets. */
export interface WebSocketOptions {
  /** An HTTP proxy on the way: `http://proxy.example:8080`. */
  readonly proxy?: string | undefined;
}

const PATH = '/$iothub/websocket';
const PORT = 443;

/** Where the WebSocket of a hub is: at the port of its name, or HTTPS's own. */
export function webSocketUri(host: string): string {
  const { hostname, port } = new URL(`https://${host}`);
  return `wss://${hostname}:${port === '' ? PORT : port}${PATH}`;
}

/** What Microsoft's client takes for a proxy. */
export function webSocketAgent(
  options: WebSocketOptions | undefined,
): { readonly webSocketAgent: HttpsProxyAgent<string> } | undefined {
  const { proxy } = options ?? {};
  return proxy === undefined ? undefined : { webSocketAgent: new HttpsProxyAgent(proxy) };
}
