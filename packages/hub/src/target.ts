/** The names of whoever connects: a device, or one of its modules. */
export interface TargetNames {
  readonly deviceId: string;
  readonly moduleId?: string;
}

/** A device or a module in one text: `dev1`, or `dev1/mod1`. No id holds a slash. */
export function targetOf({ deviceId, moduleId }: TargetNames): string {
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}

export function namesOf(target: string): TargetNames {
  const slash = target.indexOf('/');
  if (slash === -1) return { deviceId: target };
  return { deviceId: target.slice(0, slash), moduleId: target.slice(slash + 1) };
}
