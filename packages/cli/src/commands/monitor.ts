import { styleText } from 'node:util';
import type { MonitorOptions, Service, ServiceLog, TelemetryMessage } from '@iotpnp/service';
import type { HubFlags } from '../hub-access/hub-flags.js';
import { withService } from '../hub-access/with-service.js';
import { stopAfter } from '../lifecycle/stop.js';
import { wantsColour } from '../logging/terminal.js';
import { print, tell, type CommandContext } from './command-context.js';

export interface MonitorFlags extends HubFlags {
  readonly from?: NonNullable<MonitorOptions['from']>;
  readonly consumerGroup?: string;
  readonly properties?: boolean;
  /** Milliseconds. */
  readonly duration?: number;
  readonly json?: boolean;
}

/** Prints what devices send, a line each, until it is told to stop. */
export async function monitor(
  target: string | undefined,
  flags: MonitorFlags,
  context: CommandContext,
): Promise<void> {
  const timer = stopAfter(flags.duration, context.stop);
  try {
    const act = async (service: Service): Promise<void> => {
      const { signal } = context.stop;
      // nothing would ever come of one there is not
      if (target !== undefined) await service.twin(target, { signal });
      const messages = service.monitor({
        deviceId: target,
        from: flags.from,
        consumerGroup: flags.consumerGroup,
        signal,
      });
      await messages.open();
      tell(
        context,
        `reading what ${target ?? 'devices'} of ${service.hostName} send; Ctrl-C stops`,
      );
      const line = flags.json === true ? jsonLine : prettyLine(flags, context);
      for await (const message of messages) print(context, line(message));
    };
    await withService(flags, context, act, { log: lossLog(context) });
  } finally {
    timer.clear();
  }
}

/** Tells of a hub that goes away and comes back, once each, to scripts too: silence would look like calm. */
function lossLog({ stderr }: CommandContext): ServiceLog {
  let isLost = false;
  return {
    warn: (message, fields) => {
      if (message !== 'reading again' || isLost) return;
      isLost = true;
      stderr.write(`the hub is away, tried again until it is back: ${String(fields?.['error'])}\n`);
    },
    debug: (message) => {
      if (message !== 'reads again') return;
      isLost = false;
      stderr.write('the hub is back: reading goes on behind the last message\n');
    },
  };
}

function jsonLine({ raw, body, ...message }: TelemetryMessage): string {
  // what is no JSON is told as bytes, so that nothing is lost
  return JSON.stringify({
    ...message,
    ...(body === undefined ? { bytes: raw.toString('base64') } : { body }),
  });
}

function prettyLine({ properties }: MonitorFlags, { env, stdout }: CommandContext) {
  const colour = wantsColour(env, stdout);
  const dim = (text: string): string =>
    colour ? styleText('dim', text, { validateStream: false }) : text;
  return (message: TelemetryMessage): string => {
    const { deviceId, moduleId, component, enqueuedTime, source } = message;
    const sender = moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
    return [
      dim(`[${clockTime(enqueuedTime)}]`),
      sender,
      component ?? (source === 'Telemetry' ? '(default)' : source),
      bodyText(message),
      ...(properties === true ? [dim(JSON.stringify(shownProperties(message)))] : []),
    ].join('  ');
  };
}

/** JSON as it was sent, on one line; other texts quoted; bytes counted. */
function bodyText({ body, raw }: TelemetryMessage): string {
  const text = raw.toString('utf8');
  if (body !== undefined) return text.replaceAll(/\s*\n\s*/g, ' ');
  const isText = Buffer.from(text, 'utf8').equals(raw);
  return isText ? JSON.stringify(text) : `<${raw.length} bytes>`;
}

function shownProperties(message: TelemetryMessage): Readonly<Record<string, unknown>> {
  const { properties, contentType, messageId, correlationId, modelId } = message;
  return { ...properties, contentType, messageId, correlationId, modelId };
}

function clockTime(time: Date): string {
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const [hours, minutes] = [pad(time.getHours()), pad(time.getMinutes())];
  return `${hours}:${minutes}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`;
}
