import { isJsonObject, PnpError, type JsonObject } from '@iotpnp/model';
import { meets } from '../query/evaluate.js';
import { parseTargets } from '../query/parse-query.js';
import { namesOf, targetOf } from '../target.js';
import { desiredOf, isWhole, type Configuration } from './configuration.js';
import type { Journal } from './journal.js';
import { KeptMap } from './kept-map.js';
import type { TwinChanges } from './twin-changes.js';
import { twinJson, type TwinJsonReach } from './twin-json.js';

interface Reach extends TwinJsonReach {
  readonly twinChanges: TwinChanges;
}

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

  constructor(reach: Reach, journal: Journal) {
    this.#reach = reach;
    this.#configurations = new KeptMap(journal, 'configuration');
  }

  list(): readonly Configuration[] {
    return [...this.#configurations.values()];
  }

  find(id: string): Configuration | undefined {
    return this.#configurations.get(id);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  set(configuration: Configuration): void {
    this.#configurations.set(configuration.id, configuration);
    this.#applyToAll();
  }

  /** What it has desired stays. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(id: string): void {
    this.#configurations.delete(id);
    this.#conditions.clear();
    this.#applyToAll();
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

  /** Sees to it that a device or module has the configuration that it is to have. */
  applyTo(target: string): void {
    if (this.#configurations.size === 0) return;
    const { twins } = this.#reach;
    const known = twins.get(target).configuration;
    const wanted = this.list()
      .filter((configuration) => this.#isFor(configuration, target))
      .reduce<Configuration | undefined>(better, undefined);
    if (wanted?.id === known?.id && wanted?.generation === known?.generation) return;
    try {
      if (wanted !== undefined) this.#apply(wanted, target);
    } catch (error) {
      // A twin without room for it goes on without, which the counts of the configuration show.
      if (error instanceof PnpError) return;
      throw error;
    }
    twins.configured(target, wanted && { id: wanted.id, generation: wanted.generation });
  }

  /** Desires what a content by module id says, of the modules there are. */
  applyToModules(deviceId: string, modulesContent: JsonObject): void {
    for (const [moduleId, content] of Object.entries(modulesContent)) {
      const target = `${deviceId}/${moduleId}`;
      const isThere = this.#reach.registry.find(target) !== undefined;
      if (isThere && isJsonObject(content)) this.#desire(target, content);
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
