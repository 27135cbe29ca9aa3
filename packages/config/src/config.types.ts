import type { Plugin, Problem, TelemetryOverride } from '@iotpnp/core';

/** A plugin with its options. `use` is its name; the other keys are the plugin's own. */
export interface PluginOptions {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** A plugin as a config names it: by alias, package or path (`./plugin.ts`), with options, or made in TypeScript. */
export type PluginEntry = string | PluginOptions | Plugin;

/** Where a lower layer names the plugin, options alone will do. */
export type OptionsAlone = { readonly use?: undefined; readonly [option: string]: unknown };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'pretty' | 'json';

/** What a config, or a profile in it, may say. Paths are relative to the file they stand in. */
export interface ConfigValues {
  /** The module of the device class, optionally with the name of its export: `./src/device.ts#Pump`. */
  readonly device?: string | undefined;
  readonly transport?: PluginEntry | OptionsAlone | undefined;
  readonly provisioning?: PluginEntry | OptionsAlone | undefined;
  /** Middleware and extensions, outermost first; those of what is extended come before. */
  readonly plugins?: readonly PluginEntry[] | undefined;
  /** By `component.telemetry`, or `telemetry` of the default component. */
  readonly telemetry?: Readonly<Record<string, TelemetryOverride>> | undefined;
  /** The file in which plugins remember what outlives the app, such as the hub they were assigned to. */
  readonly state?: string | undefined;
  /** Settings of the app's own, for its `create({ config })` to read as `config.app`. */
  readonly app?: Readonly<Record<string, unknown>> | undefined;
  readonly log?:
    | { readonly level?: LogLevel | undefined; readonly format?: LogFormat | undefined }
    | undefined;
}

/** What an author writes into `pnp.config.*`. */
export interface PnpConfig extends ConfigValues {
  /** Where editors find the schema of a JSON or YAML config. Not read. */
  readonly $schema?: string | undefined;
  /** Configs this one builds on, by package or path; of several the later outranks the earlier. */
  readonly extends?: string | readonly string[] | undefined;
  /** What else counts when its name is chosen, over what the file itself says. */
  readonly profiles?: Readonly<Record<string, ConfigValues>> | undefined;
}

/** A value of the config by its place in it: `log.level`, `transport.tokenValidForSeconds`. */
export type ConfigKey = string;

/** Where a value comes from. Precedence: override, env, profile, file, extends, the official samples' env, default. */
export type Origin =
  | { readonly kind: 'override' }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'profile'; readonly profile: string; readonly file: string }
  | { readonly kind: 'file'; readonly file: string }
  /** A config that another extends. */
  | { readonly kind: 'extends'; readonly file: string }
  | { readonly kind: 'default' };

/** A plugin as a config names it, whichever form was written. */
export interface PluginUse {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** The folder of the config that names it: where a path or package is resolved from. */
  readonly base?: string | undefined;
  /** The plugin itself, when TypeScript has made it. */
  readonly made?: Plugin | undefined;
}

export interface DeviceModule {
  /** Absolute. */
  readonly file: string;
  readonly export: string | undefined;
}

/** A checked config: paths are absolute, defaults are filled in. */
export interface ResolvedConfig {
  /** The config file it was read from, if any. */
  readonly file: string | undefined;
  /** The chosen profile. */
  readonly profile?: string | undefined;
  readonly device: DeviceModule | undefined;
  readonly transport: PluginUse;
  /** Undefined when nothing says who the device is. */
  readonly provisioning: PluginUse | undefined;
  readonly plugins: readonly PluginUse[];
  readonly telemetry: Readonly<Record<string, TelemetryOverride>>;
  /** Absolute; undefined for the program's own choice. */
  readonly state: string | undefined;
  readonly app: Readonly<Record<string, unknown>>;
  readonly log: { readonly level: LogLevel; readonly format: LogFormat | undefined };
  /** One for each value that is set: `plugins.0` for the first plugin, `plugins.0.delta` for an option of it. */
  readonly origins: Readonly<Partial<Record<ConfigKey, Origin>>>;
  /** The keys whose values came out of a file or of the environment by `${...}`. */
  readonly interpolated: ReadonlySet<ConfigKey>;
  /** What values refer to and is not there: empty, unless `allowUnresolved` was asked for. */
  readonly unresolved: ReadonlyMap<ConfigKey, Problem>;
}
