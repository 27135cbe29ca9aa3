/** A plugin with its options. `use` is its name; the other keys are the plugin's own. */
export interface PluginOptions {
  readonly use: string;
  readonly [option: string]: unknown;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'pretty' | 'json';

/** What an author writes into `pnp.config.*`. Paths are relative to the file they stand in. */
export interface PnpConfig {
  /** Where editors find the schema of a JSON or YAML config. Not read. */
  readonly $schema?: string | undefined;
  /** The module of the device class, optionally with the name of its export: `./src/device.ts#Pump`. */
  readonly device?: string | undefined;
  readonly transport?: string | PluginOptions | undefined;
  readonly provisioning?: string | PluginOptions | undefined;
  readonly log?:
    | { readonly level?: LogLevel | undefined; readonly format?: LogFormat | undefined }
    | undefined;
}

/** A value of the config by its place in it. */
export type ConfigKey = 'device' | 'transport' | 'provisioning' | 'log.level' | 'log.format';

/** Where a value comes from. Precedence: override, env, file, the official samples' env, default. */
export type Origin =
  | { readonly kind: 'override' }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'default' };

/** A plugin as a config names it, whichever of the two forms was written. */
export interface PluginUse {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
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
  readonly device: DeviceModule | undefined;
  readonly transport: PluginUse;
  /** Undefined when nothing says who the device is. */
  readonly provisioning: PluginUse | undefined;
  readonly log: { readonly level: LogLevel; readonly format: LogFormat | undefined };
  /** One for each value that is set. */
  readonly origins: Readonly<Partial<Record<ConfigKey, Origin>>>;
}
