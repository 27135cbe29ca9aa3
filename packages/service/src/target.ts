import { checkArgument } from './arguments/check-options.js';
import { text as textKind } from './arguments/kinds.js';
import { serviceError } from './error-codes.js';

/** A device, or a module of one. */
export interface Target {
  readonly deviceId: string;
  readonly moduleId?: string;
}

/** IoT Hub: "up to 128 characters ... ASCII 7-bit alphanumeric characters plus certain special characters". */
const ID = /^[A-Za-z0-9\-.%_*?!(),:=@$']{1,128}$/;

/** Reads `dev1`, or `dev1/mod1`. @throws PNP_SERVICE_ARGUMENT */
export function targetOf(text: string): Target {
  checkArgument('target', text, textKind);
  const [deviceId = '', moduleId, ...rest] = text.split('/');
  const ids = [deviceId, ...(moduleId === undefined ? [] : [moduleId])];
  if (rest.length > 0 || !ids.every((id) => ID.test(id))) {
    throw serviceError('PNP_SERVICE_ARGUMENT', `${JSON.stringify(text)} is no device or module`, {
      hint: "an id has 1 to 128 of A-Z a-z 0-9 - . % _ * ? ! ( ) , : = @ $ ', a module is written with its device: dev1/mod1",
    });
  }
  return moduleId === undefined ? { deviceId } : { deviceId, moduleId };
}

/** @throws PNP_SERVICE_ARGUMENT for a module */
export function deviceOf(text: string): string {
  const { deviceId, moduleId } = targetOf(text);
  if (moduleId === undefined) return deviceId;
  throw serviceError('PNP_SERVICE_ARGUMENT', `${text} is a module, and this is for devices`, {
    hint: `use the device, ${deviceId}`,
  });
}

/** @throws PNP_SERVICE_ARGUMENT for a device */
export function moduleOf(text: string): Required<Target> {
  const { deviceId, moduleId } = targetOf(text);
  if (moduleId !== undefined) return { deviceId, moduleId };
  throw serviceError('PNP_SERVICE_ARGUMENT', `${text} is a device, and this is for modules`, {
    hint: `a module is written with its device: ${deviceId}/mod1`,
  });
}

/** As a person writes it: `dev1/mod1`. */
export function targetText({ deviceId, moduleId }: Target): string {
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}
