import { isIP } from 'node:net';

/** The names the certificate always carries; a dotted one because the C SDK asks for a dot. */
const ALWAYS = ['localhost', 'hub.localhost', '127.0.0.1', '127.0.0.2', '::1'] as const;
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** By what names devices may know the hub. */
export interface ServerNames {
  /** What goes into a connection string, without the port. */
  readonly preferred: string;
  /** What the certificate must carry. */
  readonly all: readonly string[];
}

/** The first host that is no other name of this machine is what devices are told to dial. */
export function serverNames(hosts: readonly string[], hostName?: string): ServerNames {
  const own = hosts.filter((host) => !isDefault(host));
  const preferred = hostName ?? (own.length === hosts.length ? own[0] : undefined) ?? 'localhost';
  return { preferred, all: [...new Set([...ALWAYS, preferred, ...own])] };
}

/** Whether a host as a device wrote it, with or without the port, is this hub. */
export function isOneOf(names: ServerNames, ports: readonly number[], written: string): boolean {
  const host = written.toLowerCase();
  return names.all.some((name) => {
    const bare = withBrackets(name.toLowerCase());
    return host === bare || ports.some((port) => host === `${bare}:${port}`);
  });
}

/** `localhost:8883`; an IPv6 address goes in brackets. */
export function hostAndPort(name: string, port: number): string {
  return `${withBrackets(name)}:${port}`;
}

function withBrackets(name: string): string {
  return isIP(name) === 6 ? `[${name}]` : name;
}

/** Where `localhost` leads to the hub. */
function isDefault(host: string): boolean {
  return host === '127.0.0.1' || host === '::1' || host === 'localhost' || EVERYWHERE.has(host);
}
