import path from 'node:path';
import type { Plugin } from 'rolldown';
import { resolveTsconfig } from 'rolldown/experimental';

/** Which files import which package, in the order they were met. */
export type Imports = Map<string, string[]>;

/** Leaves packages to Node, so that the user's code and the framework share one copy of each; `paths` of the tsconfig are no packages. */
export function externals(imports: Imports): Plugin {
  return {
    name: 'pnp:externals',
    resolveId: {
      filter: { id: /^[^./\\\0]/ },
      handler(id, importer) {
        if (!importer || path.isAbsolute(id) || isHelper(id) || isAlias(id, importer)) return null;
        imports.set(id, [...(imports.get(id) ?? []), importer]);
        return { id, external: true };
      },
    },
  };
}

/** What the compiler itself puts in comes with it, and goes into the bundle. */
function isHelper(id: string): boolean {
  return id.startsWith('@oxc-project/runtime/') || id.startsWith('rolldown/');
}

function isAlias(id: string, importer: string): boolean {
  if (!path.isAbsolute(importer)) return false;
  const paths = resolveTsconfig(importer)?.tsconfig.compilerOptions.paths ?? {};
  return Object.keys(paths).some((pattern) => {
    const [start = '', end] = pattern.split('*');
    return end === undefined ? id === pattern : id.startsWith(start) && id.endsWith(end);
  });
}
