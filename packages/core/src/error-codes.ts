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
  PNP_MODEL_DECORATED_TWICE: 'Two decorators stand on one member, or two @Interface on one class.',
  PNP_MODEL_WRONG_MEMBER:
    'A decorator stands on a kind of member it cannot use, as @Command on a field.',
  PNP_MODEL_READONLY_MEMBER: 'A member that has to be assigned is a getter without a setter.',
  PNP_MODEL_NO_METADATA: 'The compiler of a class gives its decorators no metadata.',
  PNP_MODEL_EVERY_MISUSED:
    '`every` is no duration, stands on a member that is not a method, or is missing on one.',
  PNP_APP_NOT_AN_INSTANCE: 'A session was started with a class in place of an instance.',
  PNP_INSTANCE_IN_USE: 'An instance already runs in a session, or stands for two components.',
  PNP_COMPONENT_MISSING: 'A component member holds no instance when the session starts.',
  PNP_COMPONENT_REPLACED: 'The instance of a running component was replaced.',
  PNP_MEMBER_FIXED:
    'A decorated member cannot be observed: its instance is frozen or it is not configurable.',
  PNP_PLUGIN_API_VERSION: 'A plugin was written for another version of the plugin interface.',
  PNP_PLUGIN_FAILED: 'A plugin threw an error of no known kind.',
  PNP_TRANSPORT_NO_MODEL_ID: 'The transport cannot announce the model id.',
  PNP_TRANSPORT_NO_TWIN: 'The model has properties and the transport has no twin.',
  PNP_TRANSPORT_NO_COMMANDS: 'The model has commands and the transport takes none.',
  PNP_TRANSPORT_AUTH:
    'The transport does not take the kind of credentials that provisioning found.',
  PNP_CONNECT_TIMEOUT: 'The session was not ready within the time it was given.',
  PNP_SESSION_CLOSED:
    'The session was closed before it was ready, or while something waited for it.',
  PNP_CONNECTION_LOST: 'The connection broke; the session connects again.',
  PNP_DEADLINE: 'The hub or a plugin did not answer in time; it is tried again.',
  PNP_SEND_UNKNOWN: 'session.send names a component or telemetry that the model does not have.',
  PNP_SEND_VALUE: 'session.send was given a value that does not fit its schema.',
  PNP_TELEMETRY_REJECTED:
    'A telemetry value does not fit its schema, or the hub refuses a message; it is not sent.',
  PNP_MESSAGE_TOO_LARGE:
    'A telemetry message is larger than the transport can carry; it is not sent.',
  PNP_POLL_FAILED: 'A telemetry method threw; one sample is skipped.',
  PNP_STREAM_FAILED: 'A telemetry generator threw; it is started again.',
  PNP_PROPERTY_REJECTED: 'A property value does not fit its schema; it is not reported.',
  PNP_REPORT_REJECTED:
    'The hub refuses a reported property for its content; the others are delivered.',
  PNP_DESIRED_UNKNOWN: 'A desired property is not writable in the model; it is ignored.',
  PNP_COMMAND_RESPONSE:
    'A command returned a value that does not fit its response schema; the caller gets 500.',
} as const;
