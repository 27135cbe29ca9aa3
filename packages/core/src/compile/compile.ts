import {
  frozenModel,
  PnpError,
  validateModel,
  type ContentModel,
  type Dtmi,
  type DtdlVersion,
  type InterfaceModel,
  type Problem,
} from '@iotpnp/model';
import type { Class, MemberDraft } from '../draft.js';
import type {
  CommandMember,
  Compiled,
  ComponentMember,
  MessageMember,
  PropertyMember,
  TelemetryMember,
} from './compiled.js';
import { commandContent, described, valueContent } from './contents.js';
import { lineageOf, type Lineage } from './lineage.js';
import { handlersOf } from './handlers.js';
import { fieldInInterface } from './field-class.js';
import { withFieldFaults } from './field-faults.js';
import { componentClass } from './component-class.js';

const cache = new WeakMap<Class, Compiled>();

/**
 * The model of a decorated class and the members that stand for its parts. The class is never
 * instantiated: constructors open hardware. Pure, so the result is kept and shared.
 * @throws {PnpError} with all the faults of the class and of its components.
 */
export function compile(type: Class): Compiled {
  const known = cache.get(type);
  if (known) return known;
  const problems: Problem[] = [];
  const compiled = compileClass(type, [], problems);
  if (compiled) {
    const { name } = type;
    const found = withFieldFaults(compiled, validateModel(compiled.model));
    problems.push(
      ...found.map((problem) => ({ ...problem, where: { class: name, ...problem.where } })),
    );
  }
  if (problems.length > 0 || !compiled) throw PnpError.of(problems);
  cache.set(type, compiled);
  return compiled;
}

/** Undefined when there is no interface to speak of; `problems` says why. */
function compileClass(
  type: Class,
  path: readonly Class[],
  problems: Problem[],
): Compiled | undefined {
  const lineage = lineageOf(type);
  problems.push(...lineage.problems);
  if (!lineage.interface) {
    problems.push(noInterface(type));
    return undefined;
  }
  return new ClassCompiler(type, lineage, [...path, type], problems).run(lineage.interface);
}

function noInterface(type: Class): Problem {
  return {
    code: 'PNP_MODEL_NO_ID',
    message: `class ${type.name} has no interface id`,
    hint: `add @Interface('dtmi:com:example:${type.name};1') above class ${type.name}`,
    where: { class: type.name },
  };
}

class ClassCompiler {
  readonly #telemetry = new Map<string, TelemetryMember>();
  readonly #properties = new Map<string, PropertyMember>();
  readonly #commands = new Map<string, CommandMember>();
  readonly #components = new Map<string, ComponentMember>();
  readonly #messages: MessageMember[] = [];
  readonly #contents: ContentModel[] = [];

  constructor(
    readonly type: Class,
    readonly lineage: Lineage,
    readonly path: readonly Class[],
    readonly problems: Problem[],
  ) {}

  run(declared: NonNullable<Lineage['interface']>): Compiled {
    const dtdl = declared.options.dtdl ?? 2;
    const handlers = handlersOf(this.lineage, (problem) => this.problems.push(problem));
    for (const member of this.lineage.members) this.#member(member, dtdl, handlers);
    const model: InterfaceModel = {
      id: declared.id as Dtmi, // whatever was written there: validateModel judges it
      dtdl,
      ...described(declared.options),
      contents: this.#contents,
    };
    return {
      type: this.type,
      model: frozenModel(model),
      telemetry: this.#telemetry,
      properties: this.#properties,
      commands: this.#commands,
      components: this.#components,
      messages: this.#messages,
    };
  }

  #member(member: MemberDraft, dtdl: DtdlVersion, handlers: ReadonlyMap<string, string>): void {
    const { key } = member;
    const name = ('options' in member ? member.options.name : undefined) ?? key;
    if (member.kind === 'telemetry') {
      const { schema } = member;
      if (!schema) return; // the decorator has recorded why
      const { every, deadband, minInterval } = member.options;
      const called = every === undefined ? 'streamed' : 'polled';
      const source = member.on === 'method' ? called : 'assigned';
      this.#contents.push(valueContent({ ...member, schema }, name, dtdl));
      this.#telemetry.set(name, { name, key, schema, source, every, deadband, minInterval });
    } else if (member.kind === 'property') {
      const { schema, writable } = member;
      if (!schema) return;
      this.#contents.push(valueContent({ ...member, schema }, name, dtdl));
      this.#properties.set(name, { name, key, schema, writable, handler: handlers.get(key) });
    } else if (member.kind === 'command') {
      const { request, response, options } = member;
      this.#contents.push(commandContent(member, name, dtdl));
      const exclusive = options.exclusive ?? false;
      const schemas = { request: request?.schema, response: response?.schema };
      this.#commands.set(name, { name, key, ...schemas, exclusive });
    } else if (member.kind === 'component') {
      const type = componentClass(member, this.path, (problem) => this.problems.push(problem));
      const compiled = type && compileClass(type, this.path, this.problems);
      if (!compiled) return;
      const { model } = compiled;
      this.#contents.push({ kind: 'Component', name, ...described(member.options), schema: model });
      this.#components.set(name, { name, key, compiled });
    } else if (member.kind === 'message') {
      this.#messages.push({ key, input: member.input });
    } else if (member.kind === 'field') {
      this.problems.push(fieldInInterface(this.type, key));
    }
  }
}
