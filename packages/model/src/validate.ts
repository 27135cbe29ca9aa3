import { describedProblems } from './described.js';
import { DTMI_HINT, explainDtmi } from './dtmi.js';
import type { ContentModel, InterfaceModel } from './interface-model.js';
import { LIMITS } from './limits.js';
import { contentProblems } from './validate-content.js';
import { nameProblems } from './names.js';
import type { Problem } from './pnp-error.js';

/**
 * Everything DTDL says against a model, in the DTDL version that the model is held to; empty when it is valid.
 * `where.member` names the member, with the component's name in front inside a component
 * (`thermostat1.temperature`); `where.key` the place within the member. An interface that several components
 * share is reported once.
 */
export function validateModel(model: InterfaceModel): Problem[] {
  const interfaces = distinctInterfaces(model);
  return [
    ...interfaces.flatMap(({ path, value }) => inside(path, interfaceProblems(value))),
    ...interfaces.flatMap(nestedComponents),
    ...idConflicts(interfaces),
  ];
}

/** An interface of the tree, and the component's name that leads to it ('' for the root). */
interface Mounted {
  readonly path: string;
  readonly value: InterfaceModel;
}

function distinctInterfaces(root: InterfaceModel): readonly Mounted[] {
  const found = new Map<string, Mounted>();
  const visit = (mounted: Mounted): void => {
    const text = JSON.stringify(mounted.value, bigintAsText);
    if (found.has(text)) return;
    found.set(text, mounted);
    for (const content of mounted.value.contents) {
      if (content.kind === 'Component') {
        visit({ path: joined(mounted.path, content.name), value: content.schema });
      }
    }
  };
  visit({ path: '', value: root });
  return [...found.values()];
}

function interfaceProblems(model: InterfaceModel): readonly Problem[] {
  // Everything else depends on the version.
  if (!Object.hasOwn(LIMITS, model.dtdl)) return [unknownVersion(model)];
  return [
    ...idProblems(model),
    ...describedProblems(model, model.dtdl),
    ...countProblems(model),
    ...duplicates(model.contents),
    ...model.contents.flatMap((content) =>
      inside(content.name, [
        ...nameProblems(content.name, model.dtdl),
        ...describedProblems(content, model.dtdl),
        ...contentProblems(content, model.dtdl),
      ]),
    ),
  ];
}

function unknownVersion({ id, dtdl }: InterfaceModel): Problem {
  const message = `${id} is held to DTDL ${String(dtdl)}, which is not supported`;
  return { code: 'PNP_MODEL_BAD_DTDL', message, hint: 'write dtdl: 2, 3 or 4' };
}

function idProblems({ id, dtdl }: InterfaceModel): readonly Problem[] {
  const fault = typeof id === 'string' ? explainDtmi(id, dtdl) : 'it is no text';
  if (fault === undefined) return [];
  const message = `${JSON.stringify(id)} is not a DTMI: ${fault}`;
  return [{ code: 'PNP_MODEL_BAD_DTMI', message, hint: DTMI_HINT }];
}

function countProblems({ id, contents, dtdl }: InterfaceModel): readonly Problem[] {
  const most = LIMITS[dtdl].contents;
  if (contents.length <= most) return [];
  const message = `${id} has ${contents.length} members; DTDL v${dtdl} allows ${most}`;
  return [{ code: 'PNP_MODEL_LIMIT', message, hint: 'move members into components' }];
}

function duplicates(contents: readonly ContentModel[]): readonly Problem[] {
  const names = contents.map((content) => content.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    code: 'PNP_MODEL_DUPLICATE_NAME',
    message: `two members have the name ${JSON.stringify(name)}`,
    hint: 'rename one of them',
    where: { member: name },
  }));
}

/** DTDL v2, v3 and v4, "Component": a component cannot contain another component. */
function nestedComponents({ path, value }: Mounted): readonly Problem[] {
  if (path === '') return [];
  const inner = value.contents.filter((content) => content.kind === 'Component');
  return inner.map(({ name }) => ({
    code: 'PNP_MODEL_NESTED_COMPONENT',
    message: `the component ${path} contains the component ${name}`,
    hint: `move ${name} to the device: DTDL v${value.dtdl} has one level of components`,
    where: { member: joined(path, name) },
  }));
}

function idConflicts(interfaces: readonly Mounted[]): readonly Problem[] {
  const ids = interfaces.map(({ value }) => value.id);
  return interfaces
    .filter(({ value }, index) => ids.indexOf(value.id) !== index)
    .map(({ path, value }) => ({
      code: 'PNP_MODEL_ID_CONFLICT',
      message: `two different interfaces have the id ${value.id}`,
      hint: 'give one of them another id or a higher version',
      where: { member: path },
    }));
}

/** The same problems with the name of what contains them in front of their member. */
function inside(name: string, problems: readonly Problem[]): readonly Problem[] {
  if (name === '') return problems;
  return problems.map((problem) => {
    const member = joined(name, problem.where?.member);
    return { ...problem, where: { ...problem.where, member } };
  });
}

function joined(outer: string, inner: string | undefined): string {
  return [outer, inner].filter((part) => part !== undefined && part !== '').join('.');
}

/** A bigint where untyped code put one: reported later as no text, so not a reason to throw here. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
