import type { PnpError } from '@iotpnp/model';

/** What a client is told of an error: nothing of the files of this machine. */
export function toldOf(error: PnpError): string {
  return error.where?.file === undefined ? error.message : 'the hub cannot keep its state now';
}
