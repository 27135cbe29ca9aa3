import { styleText } from 'node:util';
import type { OpenHub } from './open-hub.js';

export interface SummaryOptions {
  readonly showSecrets: boolean;
  readonly colour: boolean;
}

/** What a person who has just started a hub wants to know. */
export function hubSummary(
  { hub, caFile }: OpenHub,
  { showSecrets, colour }: SummaryOptions,
): string {
  const style = (format: 'bold' | 'dim', text: string): string =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const shown = (text: string): string =>
    showSecrets ? text : text.replace(/(SharedAccessKey=).*/, '$1[redacted]');
  const facts = [
    ['authority', caFile],
    ['service', shown(hub.serviceConnectionString)],
    ['provisioning', `${hub.dps.endpoint}, id scope ${hub.dps.idScope}`],
  ] as const;
  const deeds = [
    ['pnp hub device add dev1', 'adds a device and prints its connection string'],
    ['pnp monitor', 'shows what devices send'],
    ['pnp twin get dev1', 'shows a twin'],
    ['pnp hub run -- node app.js', 'runs a program against a hub of its own'],
  ] as const;
  return [
    style('bold', `IoT Hub on ${hub.hostName}`),
    '',
    ...facts.map(([name, text]) => `  ${style('dim', name.padEnd(13))} ${text}`),
    '',
    ...deeds.map(([command, what]) => `  ${command.padEnd(27)} ${style('dim', what)}`),
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n');
}
