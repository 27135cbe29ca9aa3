import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** Where the hub's own dependencies are found from; a folder for each process that bundles. */
const OUT = path.join(
  import.meta.dirname,
  `../../packages/hub/node_modules/.cache/iotpnp-${process.pid}`,
);
const NOT_BUNDLED = ['lmdb', 'rhea', 'ws', 'mqtt-packet', '@peculiar/x509', 'reflect-metadata'];

/** Bundles a program that starts a hub, from sources, for a process of its own. Returns its file, gone when this process is. */
export async function bundleWithHub(source: string): Promise<string> {
  process.once('exit', () => rmSync(OUT, { recursive: true, force: true }));
  await build({
    entryPoints: [source],
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is loaded late stays late.
    splitting: true,
    external: NOT_BUNDLED,
    conditions: ['iotpnp-source'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
  });
  return path.join(OUT, `${path.parse(source).name}.mjs`);
}
