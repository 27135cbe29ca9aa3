import { styleText } from 'node:util';
import type { Finding } from '../doctor/check.js';
import { diagnose } from '../doctor/diagnose.js';
import type { ConfigFlags } from '../identity/read-config.js';
import { wantsColour } from '../logging/terminal.js';
import { print, type CommandContext } from './command-context.js';

export interface DoctorFlags extends ConfigFlags {
  readonly local?: boolean;
  readonly json?: boolean;
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Looks at all a device needs and says line by line what is well and how to mend what is not. Ends with 1 when something fails. */
export async function doctor(
  module: string | undefined,
  flags: DoctorFlags,
  context: CommandContext,
): Promise<void> {
  const { env, stdout } = context;
  const colour = wantsColour(env, stdout);
  const counts = { ok: 0, warn: 0, fail: 0 };
  const options = { ...flags, overrides: { device: module } };
  for await (const finding of diagnose(options, context)) {
    counts[finding.status] += 1;
    print(context, flags.json === true ? JSON.stringify(finding) : line(finding, colour));
  }
  if (counts.fail > 0) context.exitWith(1);
  if (flags.json !== true) {
    print(context, `${counts.ok} ok, ${counts.warn} to look at, ${counts.fail} failed`);
  }
}

function line({ status, what, message, remedy }: Finding, colour: boolean): string {
  const word = status.padEnd(4);
  const mark = colour ? styleText(COLOURS[status], word, { validateStream: false }) : word;
  const mend = remedy === undefined ? '' : `\n      ${remedy}`;
  return `${mark}  ${what}: ${message}${mend}`;
}
