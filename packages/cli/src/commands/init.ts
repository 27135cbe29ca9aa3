import path from 'node:path';
import { cliError } from '../error-codes.js';
import { shownPath } from '../errors/shown-path.js';
import { checkNames, nameFrom } from '../init/check-names.js';
import { DEFAULT_CLASS, defaultModelId, type Project } from '../init/project.js';
import { projectFiles } from '../init/project-files.js';
import { templatePackage } from '../init/template-package.js';
import { refuseOccupied, writeProject, type Written } from '../init/write-project.js';
import { print, type CommandContext } from './command-context.js';

/** The options of `pnp init`, parsed. */
export interface InitFlags {
  readonly name?: string;
  readonly class?: string;
  readonly modelId?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What a shell's Ctrl-C ends a program with. */
const INTERRUPTED = 130;

/** Writes a project whose device runs: a thermostat, under the names that were given or asked for. */
export async function init(
  folder: string,
  flags: InitFlags,
  context: CommandContext,
): Promise<void> {
  const target = path.resolve(context.cwd, folder);
  const defaults = named(target, flags);
  checkNames(defaults);
  if (flags.force !== true) refuseOccupied(target);
  const project = await projectOf(defaults, flags, context);
  if (project === undefined) return context.exitWith(INTERRUPTED);
  const written = writeProject(target, projectFiles(project));
  if (flags.json === true) {
    const next = nextSteps(written).map(([command]) => command);
    print(context, JSON.stringify({ folder: target, ...project, ...written, next }));
  } else print(context, told({ target, project, written, cwd: context.cwd }));
}

/** What there is without asking. */
function named(folder: string, flags: InitFlags): Project {
  const className = flags.class ?? DEFAULT_CLASS;
  const modelId = flags.modelId ?? defaultModelId(className);
  return { name: flags.name ?? nameFrom(path.basename(folder)), className, modelId };
}

async function projectOf(
  defaults: Project,
  flags: InitFlags,
  { stdin, stdout, stop }: CommandContext,
): Promise<Project | undefined> {
  if (flags.yes === true || flags.json === true) return defaults;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw cliError('PNP_NO_TERMINAL', 'names are asked for on a terminal, and this is none', {
      hint: 'pass --yes, with --name, --class and --model-id where the defaults do not do',
      where: { key: 'command line' },
    });
  }
  const { ask } = await import('../init/ask.js');
  const given = {
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.class !== undefined && { className: flags.class }),
    ...(flags.modelId !== undefined && { modelId: flags.modelId }),
  };
  return ask({ defaults, given, signal: stop.signal });
}

/** What to do with the project now; a package there was already lacks what the device needs. */
function nextSteps({ kept }: Written): readonly (readonly [command: string, what: string])[] {
  const isNew = !kept.includes('package.json');
  const { dependencies, devDependencies } = templatePackage();
  const names = (packages: object) => Object.keys(packages).join(' ');
  if (isNew) {
    return [
      ['npm install', ''],
      ['npm start', 'runs it against an embedded IoT Hub'],
      ['npm test', 'tests it in memory'],
      ['npm run doctor', 'checks all that it needs'],
    ];
  }
  return [
    [`npm install ${names(dependencies)}`, ''],
    [`npm install --save-dev ${names(devDependencies)}`, ''],
    ['npx pnp start --local', 'runs it against an embedded IoT Hub'],
    ['npx vitest run', 'tests it in memory'],
    ['npx pnp doctor', 'checks all that it needs'],
  ];
}

interface Told {
  readonly target: string;
  readonly project: Project;
  readonly written: Written;
  readonly cwd: string;
}

function told({ target, project, written: both, cwd }: Told): string {
  const { written, kept } = both;
  const shown = shownPath(target, cwd);
  const place = target === cwd ? '' : ` to ${shown}`;
  const lines = (names: readonly string[]) => names.map((name) => `  ${name}`);
  return [
    `${project.className}, ${project.modelId}: ${written.length} files written${place}`,
    ...lines(written),
    ...(kept.length > 0 ? ['', 'There already, and left as they are:', ...lines(kept)] : []),
    '',
    'Next:',
    ...(target === cwd ? [] : [`  cd ${shown}`]),
    ...nextSteps(both).map(([command, what]) => `  ${command.padEnd(22)} ${what}`.trimEnd()),
  ].join('\n');
}
