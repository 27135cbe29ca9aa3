import type { InterfaceModel, Json } from '@iotpnp/model';
import { commandsOf, type CommandPlace } from './model-places.js';
import { fits, read } from './schema-oracle.js';

/** What the conventions (rows C1 to C9) want of one request. */
export interface ExpectedAnswer {
  readonly status: number;
  /** Undefined where only its form is set: an object with a text `message`. */
  readonly payload: Json | undefined;
  /** The command that ran, as `name` or `component*name`; undefined for none. */
  readonly ran: string | undefined;
}

const FAILED = { payload: undefined } as const;

/** The command of a name on the wire, exactly as it is written there (C1, C4, C9). */
export function commandAt(model: InterfaceModel, name: string): CommandPlace | undefined {
  return commandsOf(model).find((place) => wireName(place) === name);
}

export function wireName({ component, name }: Pick<CommandPlace, 'component' | 'name'>): string {
  return component === undefined ? name : `${component}*${name}`;
}

export function expectedAnswer(
  model: InterfaceModel,
  name: string,
  payload: Json | undefined,
): ExpectedAnswer {
  const command = commandAt(model, name);
  if (!command) return { ...FAILED, status: 404, ran: undefined };
  const { request, response } = command;
  if (request !== undefined && !fits(request, payload)) {
    return { ...FAILED, status: 400, ran: undefined }; // C3
  }
  const ran = wireName(command);
  if (command.name === 'fail') return { ...failure(payload), ran };
  if (request === undefined || response === undefined) return { status: 200, payload: null, ran }; // C6
  return { status: 200, payload: read(request, payload as Json), ran }; // C2
}

/** C5, C6, C7. */
function failure(how: Json | undefined): Pick<ExpectedAnswer, 'status' | 'payload'> {
  if (how === 'conflict') return { status: 409, payload: { reason: ['busy', 1] } };
  if (how === 'teapot') return { status: 418, payload: null };
  if (how === 'nothing') return { status: 200, payload: null };
  return { ...FAILED, status: 500 };
}
