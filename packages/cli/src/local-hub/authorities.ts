import path from 'node:path';
import type { Hub } from '@iotpnp/hub';
import { placed, isPnpError } from '../errors/user-error.js';
import { readPem } from '../options/pem-file.js';

const HINT = 'name the certificate, as PEM, of the authority that signs those of the devices';

/** An authority whose devices the hub is to take, as `--authority` names it. */
export interface Authority {
  readonly file: string;
  readonly pem: string;
}

/** Reads the files of `--authority`. @throws PNP_BAD_OPTION */
export function readAuthorities(files: readonly string[], cwd: string): readonly Authority[] {
  return files.map((file) => ({
    file,
    pem: readPem('--authority', path.resolve(cwd, file), HINT),
  }));
}

/** Makes them known to the hub. @throws PNP_HUB_CERTIFICATE_INVALID */
export async function addAuthorities(hub: Hub, authorities: readonly Authority[]): Promise<void> {
  for (const { file, pem } of authorities) {
    await hub.addAuthority(pem).catch((error: unknown) => {
      throw isPnpError(error) ? placed(error, { key: `--authority ${file}` }) : error;
    });
  }
}
