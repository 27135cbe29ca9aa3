export type { Session } from '@iotpnp/core';
