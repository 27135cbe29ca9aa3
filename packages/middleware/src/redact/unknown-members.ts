import { closest, silentLogger, type InterfaceModel, type Logger } from '@iotpnp/core';

/** Tells, once for each, of names that are no members: a slip in one of them would let out what was to stay. */
export class UnknownMembers {
  readonly #told = new Set<string>();

  constructor(
    readonly names: readonly string[],
    readonly log: Logger = silentLogger,
  ) {}

  look(model: InterfaceModel): void {
    const known = membersOf(model);
    for (const member of this.names) {
      if (known.includes(member) || this.#told.has(member)) continue;
      this.#told.add(member);
      const near = closest(member, known);
      this.log.warn('what is to be redacted is no member of the device', {
        code: 'PNP_REDACT_UNKNOWN_MEMBER',
        member,
        model: model.id,
        ...(near !== undefined && { error: `did you mean ${near}?` }),
      });
    }
  }
}

/** A command is one too: what it returns late is reported under its name. */
function membersOf(model: InterfaceModel): string[] {
  return model.contents.flatMap((content) =>
    content.kind === 'Component'
      ? content.schema.contents.map(({ name }) => `${content.name}.${name}`)
      : [content.name],
  );
}
