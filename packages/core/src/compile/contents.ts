import type { CommandPayloadModel, ContentModel, Described, DtdlVersion } from '@iotpnp/model';
import type { CommandDraft, PayloadDraft, PropertyDraft, TelemetryDraft } from '../draft.js';

/** The texts of DTDL that an element was given; absent ones leave no key. */
export function described(options: Described): Described {
  const { displayName, description, comment } = options;
  return {
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
    ...(comment !== undefined && { comment }),
  };
}

export function valueContent(
  member: (TelemetryDraft | PropertyDraft) & { schema: object },
  name: string,
  dtdl: DtdlVersion,
): ContentModel {
  const { type, unit } = member.options;
  const value = {
    name,
    ...described(member.options),
    schema: member.schema.toDtdl(dtdl),
    ...(type !== undefined && { semanticType: type }),
    ...(unit !== undefined && { unit }),
  };
  return member.kind === 'telemetry'
    ? { kind: 'Telemetry', ...value }
    : { kind: 'Property', ...value, writable: member.writable };
}

export function commandContent(
  member: CommandDraft,
  name: string,
  dtdl: DtdlVersion,
): ContentModel {
  const { request, response } = member;
  return {
    kind: 'Command',
    name,
    ...described(member.options),
    ...(request && { request: payloadModel(request, dtdl) }),
    ...(response && { response: payloadModel(response, dtdl) }),
  };
}

function payloadModel(payload: PayloadDraft, dtdl: DtdlVersion): CommandPayloadModel {
  const { name, schema } = payload;
  return { name, ...described(payload), schema: schema.toDtdl(dtdl) };
}
