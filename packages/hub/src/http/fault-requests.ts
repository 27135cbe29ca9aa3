import { PnpError } from '@iotpnp/model';
import { objectionToRequest } from './authorize.js';
import { jsonBodyOf } from './body.js';
import { faultKinds, readCommand } from './fault-commands.js';
import {
  errorAnswer,
  jsonAnswer,
  type Answer,
  type HttpContext,
  type HttpRequest,
} from './http-request.js';

const MAX_BODY_BYTES = 16 * 1024;

/**
 * Faults for tools: `POST /$pnp/faults` asks for one, `GET` lists what is in store, `DELETE` takes all
 * back, or that of `?target=`. Not of IoT Hub; for a policy that may do everything.
 */
export async function faultRequest(
  request: HttpRequest,
  context: HttpContext,
): Promise<Answer | undefined> {
  const [admin, faults, ...more] = request.path;
  if (admin !== '$pnp' || faults !== 'faults' || more.length > 0) return undefined;
  const refused = unauthorized(request, context);
  if (refused !== undefined) return refused;
  switch (request.method) {
    case 'GET':
      return armed(context);
    case 'POST':
      return command(request, context);
    case 'DELETE':
      return orUnknown(() => {
        context.state.faults.clear(request.query.get('target') ?? undefined);
        return armed(context);
      });
    default:
      return errorAnswer(405, 'MethodNotAllowed', 'GET, POST and DELETE are served');
  }
}

function unauthorized(request: HttpRequest, context: HttpContext): Answer | undefined {
  const rights = ['ServiceConnect', 'RegistryWrite'] as const;
  const objection = objectionToRequest(request, context, { service: 'hub', rights, path: [] });
  if (objection === undefined) return undefined;
  return errorAnswer(401, 'IotHubUnauthorizedAccess', 'Unauthorized');
}

async function command({ message }: HttpRequest, context: HttpContext): Promise<Answer> {
  const body = await jsonBodyOf(message, MAX_BODY_BYTES);
  const act = body === undefined ? { problems: ['the body is no JSON object'] } : readCommand(body);
  if (typeof act !== 'function') {
    const { problems } = act;
    const Message = `ErrorCode:ArgumentInvalid;${problems.join('; ')}`;
    return jsonAnswer(400, { Message, ExceptionMessage: '', problems, faults: faultKinds() });
  }
  let afterwards: (() => void) | undefined;
  return orUnknown(() => {
    act({
      faults: context.state.faults,
      // The one who asks has an answer before it loses its connection.
      restart: (sessions) => (afterwards = () => context.restart(sessions)),
    });
    const answer = armed(context);
    return afterwards === undefined ? answer : { ...answer, afterwards };
  });
}

function armed({ state }: HttpContext): Answer {
  return jsonAnswer(200, { armed: state.faults.list(), faults: faultKinds() });
}

function orUnknown(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof PnpError) || error.code !== 'PNP_HUB_DEVICE_UNKNOWN') throw error;
    return errorAnswer(404, 'DeviceNotFound', error.message);
  }
}
