import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What an npm registry on this machine serves of one package. */
interface Published {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly file: string;
  readonly tarball: Buffer;
}

export interface PackageRegistry extends AsyncDisposable {
  readonly url: string;
  /** The names and files of what was fetched, in order. */
  readonly fetched: readonly string[];
}

/** Serves the packages of a folder of tarballs as an npm registry does: what each is, and the tarball. */
export async function packageRegistry(folder: string): Promise<PackageRegistry> {
  const published = readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => read(path.join(folder, name)));
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(request.url ?? '').slice(1);
    const found = published.find(({ manifest, file }) => asked === manifest.name || asked === file);
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    fetched.push(asked);
    // what the next build serves under the same version is something else
    response.setHeader('cache-control', 'no-store');
    response.end(asked === found.file ? found.tarball : JSON.stringify(described(found, url)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, fetched, [Symbol.asyncDispose]: close };
}

function read(tarball: string): Published {
  const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
    encoding: 'utf8',
  });
  return {
    manifest: JSON.parse(text) as Published['manifest'],
    file: path.basename(tarball),
    tarball: readFileSync(tarball),
  };
}

function described({ manifest, file, tarball }: Published, url: string): object {
  const { name, version } = manifest;
  const hash = (algorithm: string, encoding: 'hex' | 'base64') =>
    createHash(algorithm).update(tarball).digest(encoding);
  const dist = {
    tarball: `${url}${file}`,
    integrity: `sha512-${hash('sha512', 'base64')}`,
    shasum: hash('sha1', 'hex'),
  };
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { [version]: '2020-01-01T00:00:00.000Z' },
  };
}
