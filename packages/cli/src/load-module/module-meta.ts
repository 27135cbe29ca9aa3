import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';
import { transform } from 'rolldown/utils';

/** Makes `import.meta.url`, `__dirname` and the like tell each source file's own place, not the bundle's. */
export function moduleMeta(): Plugin {
  return {
    name: 'pnp:module-meta',
    transform: {
      filter: { id: /\.[cm]?tsx?$/, code: /import\.meta\b|__dirname|__filename/ },
      async handler(code, id) {
        const file = JSON.stringify(id);
        const folder = JSON.stringify(path.dirname(id));
        const made = await transform(id, code, {
          target: 'node20',
          sourcemap: true,
          tsconfig: true,
          decorator: { legacy: true, emitDecoratorMetadata: true },
          define: {
            'import.meta.url': JSON.stringify(pathToFileURL(id).href),
            'import.meta.filename': file,
            'import.meta.dirname': folder,
            __filename: file,
            __dirname: folder,
          },
        });
        // the bundler, reading the same file, tells what is wrong with it
        if (made.errors.length > 0) return null;
        return { code: made.code, map: made.map ?? null, moduleType: 'js' };
      },
    },
  };
}
