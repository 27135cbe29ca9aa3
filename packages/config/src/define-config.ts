import type { PnpConfig } from './config.types.js';

/** The config itself, typed: for `pnp.config.ts` and for `// @ts-check`ed JavaScript. */
export function defineConfig(config: PnpConfig): PnpConfig {
  return config;
}
