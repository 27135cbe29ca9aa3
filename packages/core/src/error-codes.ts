/** Every code this package raises, with what it means. `docs/errors.md` says how to mend each. */
export const CORE_ERRORS = {
  PNP_MODEL_NO_ID: 'A class that runs as a device or a component has no @Interface.',
  PNP_MODEL_STATIC_MEMBER: 'A decorator stands on a static member.',
  PNP_MODEL_PRIVATE_MEMBER: 'A decorator stands on a #private member.',
  PNP_MODEL_SYMBOL_MEMBER: 'A decorator stands on a member named by a symbol.',
  PNP_MODEL_NO_SCHEMA: 'A member has no schema and none can be told from its type.',
  PNP_MODEL_COMPONENT_NO_CLASS: '@Component() names no class.',
  PNP_MODEL_COMPONENT_CYCLE: 'A component contains itself.',
  PNP_MODEL_ON_DESIRED_UNKNOWN: '@OnDesired names a member that is not writable.',
  PNP_MODEL_ON_DESIRED_TWICE: 'Two methods handle the same writable property.',
  PNP_MODEL_DECORATED_TWICE: 'Two decorators stand on one member.',
  PNP_MODEL_EVERY_MISUSED:
    '`every` is no duration, stands on a member that is not a method, or is missing on one.',
} as const;
