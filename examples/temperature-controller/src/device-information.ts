import os from 'node:os';
import { Interface, Property } from '@iotpnp/core';

/** Azure's standard interface of that name. */
@Interface('dtmi:azure:DeviceManagement:DeviceInformation;1')
export class DeviceInformation {
  @Property('string') manufacturer = 'Contoso';
  @Property('string') model = 'TC-2';
  @Property('string') swVersion = '1.0.0';
  @Property('string') osName = os.type();
  @Property('string') processorArchitecture = os.arch();
  @Property('string') processorManufacturer = os.cpus()[0]?.model ?? 'unknown';
  @Property('double') totalStorage = 1_048_576; // kibibytes
  @Property('double') totalMemory = os.totalmem() / 1_024;
}
