export type {
  ConfigKey,
  ConfigValues,
  DeviceModule,
  LogFormat,
  LogLevel,
  Origin,
  PluginEntry,
  PluginOptions,
  PluginUse,
  PnpConfig,
  ResolvedConfig,
} from './config.types.js';
export type { KnownPlugins } from './check-plugin-names.js';
export type { LoadModule } from './config-file.js';
export { SEARCH_PLACES } from './config-file.js';
export type { CreatePluginOptions } from './create-plugin.js';
export type { LoadedPlugin, LoadPluginContext, PluginAliases } from './load-plugin.js';
export { loadPlugin } from './load-plugin.js';
export { createPlugin } from './create-plugin.js';
export { defineConfig } from './define-config.js';
export type { Env } from './env-layer.js';
export type { ConfigErrorCode } from './error-codes.js';
export { CONFIG_ERRORS } from './error-codes.js';
export type { LoadConfigOptions } from './load-config.js';
export { loadConfig } from './load-config.js';
export { fileStateStore } from './file-state-store.js';
export type { ExplainedValue } from './explain-config.js';
export { explainConfig, redacted } from './explain-config.js';
export { resolveModule } from './resolve-module.js';
