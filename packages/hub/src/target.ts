/** The names of whoever connects: a device, or one of its modules. */
export interface TargetNames {
  readonly deviceId: string;
  readonly moduleId?: string;
}

/** A device or a module in one text: `dev1`, or `dev1/mod1`. No id holds a slash. */
export function targetOf({ deviceId, moduleId }: TargetNames): string {
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}

const ID = /^[A-Za-z0-9\-.%_*?!(),:=@$']{1,128}$/u;

/** Whether it can be the id of a device or of a module. Source: "Understand the identity registry in your IoT hub". */
export function isId(id: string): boolean {
  return ID.test(id);
}

/** Whether it can be a target, and is nothing else that was put in the place of one, a token say. */
export function isTarget(target: string): boolean {
  const { deviceId, moduleId } = namesOf(target);
  return isId(deviceId) && (moduleId === undefined || isId(moduleId));
}

export function namesOf(target: string): TargetNames {
  const slash = target.indexOf('/');
  if (slash === -1) return { deviceId: target };
  return { deviceId: target.slice(0, slash), moduleId: target.slice(slash + 1) };
}
