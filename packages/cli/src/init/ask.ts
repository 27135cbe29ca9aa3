import type { Readable, Writable } from 'node:stream';
import { cancel, intro, isCancel, text } from '@clack/prompts';
import { explainClass, explainModelId, explainName } from './check-names.js';
import { defaultModelId, type Project } from './project.js';

export interface AskOptions {
  /** What Enter alone answers. */
  readonly defaults: Project;
  /** What was said on the command line: it is not asked again. */
  readonly given: Partial<Project>;
  readonly signal: AbortSignal;
  /** The terminal; default: the process's own. */
  readonly input?: Readable;
  readonly output?: Writable;
}

type Terminal = Pick<AskOptions, 'signal' | 'input' | 'output'>;
type Explain = (value: string) => string | undefined;

/** Asks a person at a terminal for names. Undefined when they went away. */
export async function ask({
  defaults,
  given,
  ...terminal
}: AskOptions): Promise<Project | undefined> {
  intro('A new device', terminal);
  const question = async (message: string, standard: string, explain: Explain) =>
    text({
      message,
      placeholder: standard,
      defaultValue: standard,
      validate: (value = '') => (value === '' ? undefined : explain(value)),
      ...terminal,
    });
  const name =
    given.name ?? (await question('Name of the npm package', defaults.name, explainName));
  if (isCancel(name)) return gone(terminal);
  const className =
    given.className ?? (await question('Name of the class', defaults.className, explainClass));
  if (isCancel(className)) return gone(terminal);
  const proposed = defaultModelId(className);
  const modelId = given.modelId ?? (await question('Model id (DTMI)', proposed, explainModelId));
  return isCancel(modelId) ? gone(terminal) : { name, className, modelId };
}

function gone(terminal: Terminal): undefined {
  cancel('nothing was written', terminal);
}
