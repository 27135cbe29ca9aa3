import { isJsonObject, PnpError, type JsonObject } from '@iotpnp/model';
import type { HubErrorCode } from '../error-codes.js';
import { meets } from '../query/evaluate.js';
import { parseTargets } from '../query/parse-query.js';
import { namesOf, targetOf } from '../target.js';
import type { Batches } from './batches.js';
import { desiredOf, isWhole, type Configuration } from './configuration.js';
import { KeptMap } from './kept-map.js';
import type { TwinChanges } from './twin-changes.js';
import { twinJson, type TwinJsonReach } from './twin-json.js';

interface Reach extends TwinJsonReach {
  readonly twinChanges: TwinChanges;
  readonly batches: Batches;
}

/** What a twin may have against a configuration. */
const TWIN_FAULTS: ReadonlySet<string> = new Set<HubErrorCode>([
  'PNP_HUB_TWIN_INVALID',
  'PNP_HUB_TWIN_TOO_LARGE',
]);

/**
 * Configurations, and which of them each device and module has: of those whose condition it meets, the
 * one of the highest priority, of several the latest. Looked at when a configuration changes, when tags
 * change and when somebody is added.
 * Source: "Automatic device management".
 */
export class Configurations {
  readonly #configurations: KeptMap<Configuration>;
  readonly #reach: Reach;
  readonly #conditions = new Map<string, ReturnType<typeof parseTargets>>();

  constructor(reach: Reach) {
    this.#reach = reach;
    this.#configurations = new KeptMap(reach.batches, 'configuration');
  }

  list(): readonly Configuration[] {
    return [...this.#configurations.values()];
  }

  find(id: string): Configuration | undefined {
    return this.#configurations.get(id);
  }

  /** Keeps it with all that it desires. @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  set(configuration: Configuration): void {
    this.#reach.batches.together(() => {
      this.#configurations.set(configuration.id, configuration);
      this.#applyToAll();
    });
  }

  /** What it has desired stays. @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  remove(id: string): void {
    this.#reach.batches.together(() => {
      this.#configurations.delete(id);
      this.#conditions.clear();
      this.#applyToAll();
    });
  }

  /** Whom a configuration is for, and who has it. */
  targets(configuration: Configuration): {
    targeted: readonly string[];
    applied: readonly string[];
  } {
    const { registry, twins } = this.#reach;
    const all = registry.list().map((identity) => targetOf(identity));
    return {
      targeted: all.filter((target) => this.#isFor(configuration, target)),
      applied: all.filter((target) => twins.get(target).configuration?.id === configuration.id),
    };
  }

  /**
   * Sees to it that a device or module has the configuration that it is to have.
   * @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed
   */
  applyTo(target: string): void {
    if (this.#configurations.size === 0) return;
    const { twins } = this.#reach;
    const known = twins.get(target).configuration;
    const wanted = this.list()
      .filter((configuration) => this.#isFor(configuration, target))
      .reduce<Configuration | undefined>(better, undefined);
    if (wanted?.id === known?.id && wanted?.generation === known?.generation) return;
    this.#unlessUnfit(() => {
      if (wanted !== undefined) this.#apply(wanted, target);
      twins.configured(target, wanted && { id: wanted.id, generation: wanted.generation });
    });
  }

  /** The same for one just made: a module has what the configuration of its device says of it, too. */
  applyToNew(target: string): void {
    const { deviceId, moduleId } = namesOf(target);
    const applied = this.#reach.twins.get(deviceId).configuration;
    const ofDevice = applied && this.find(applied.id);
    if (moduleId !== undefined && ofDevice?.generation === applied?.generation) {
      const content = ofDevice?.content.modulesContent?.[moduleId];
      if (isJsonObject(content)) this.#unlessUnfit(() => this.#desire(target, content));
    }
    this.applyTo(target);
  }

  /** Desires what a content by module id says, of the modules there are. */
  applyToModules(deviceId: string, modulesContent: JsonObject): void {
    for (const [moduleId, content] of Object.entries(modulesContent)) {
      const target = `${deviceId}/${moduleId}`;
      const isThere = this.#reach.registry.find(target) !== undefined;
      if (isThere && isJsonObject(content)) this.#desire(target, content);
    }
  }

  /** A twin without room for it goes on without, which the counts of the configuration show. */
  #unlessUnfit(work: () => void): void {
    try {
      this.#reach.batches.together(work);
    } catch (error) {
      if (!(error instanceof PnpError) || !TWIN_FAULTS.has(error.code)) throw error;
    }
  }

  #applyToAll(): void {
    for (const identity of this.#reach.registry.list()) this.applyTo(targetOf(identity));
  }

  #isFor({ targetCondition, content }: Configuration, target: string): boolean {
    if (targetCondition.trim() === '') return false;
    const { from, where } = this.#condition(targetCondition);
    const isModule = namesOf(target).moduleId !== undefined;
    if ((from === 'devices.modules') !== isModule) return false;
    const isEdge = this.#reach.registry.find(target)?.iotEdge === true;
    if (content.modulesContent !== undefined && !isEdge) return false;
    return meets(twinJson(this.#reach, target), where);
  }

  /** Understood once: it is asked of every device. */
  #condition(text: string): ReturnType<typeof parseTargets> {
    const known = this.#conditions.get(text) ?? parseTargets(text);
    this.#conditions.set(text, known);
    return known;
  }

  #apply({ content }: Configuration, target: string): void {
    const { deviceContent, moduleContent, modulesContent } = content;
    const isModule = namesOf(target).moduleId !== undefined;
    const own = isModule ? moduleContent : deviceContent;
    if (own !== undefined) this.#desire(target, own);
    if (modulesContent !== undefined && !isModule) this.applyToModules(target, modulesContent);
  }

  #desire(target: string, content: JsonObject): void {
    const manner = isWhole(content) ? 'replace' : 'merge';
    this.#reach.twinChanges.apply(target, { desired: desiredOf(content) }, manner);
  }
}

function better(best: Configuration | undefined, next: Configuration): Configuration {
  if (best === undefined || next.priority > best.priority) return next;
  return next.priority === best.priority && next.createdTime >= best.createdTime ? next : best;
}
