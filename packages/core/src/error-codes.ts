/** Every code this package raises: what it means and how to mend it. */
export const CORE_ERRORS = {
  PNP_MODEL_NO_ID:
    "A class that runs as a device or a component has no @Interface: add @Interface('dtmi:...;1') above it.",
  PNP_MODEL_STATIC_MEMBER:
    'A decorator stands on a static member, which belongs to no device: remove static.',
  PNP_MODEL_PRIVATE_MEMBER:
    'A decorator stands on a #private member, which the runtime cannot reach: give it a public name.',
  PNP_MODEL_SYMBOL_MEMBER:
    'A decorator stands on a member named by a symbol, which has no name in a model: give it a text name.',
  PNP_MODEL_NO_SCHEMA:
    "A member has no schema and none can be told from its type: write it, as @Telemetry('double').",
  PNP_MODEL_COMPONENT_NO_CLASS:
    '@Component() names no class: write @Component(TheClass), or @Component(() => TheClass) for one declared further down.',
  PNP_MODEL_COMPONENT_CYCLE:
    'A component contains itself: a component holds telemetry, properties and commands, no components.',
  PNP_MODEL_ON_DESIRED_UNKNOWN:
    '@OnDesired names a member that is not @Writable: correct the name, or add @Writable to it.',
  PNP_MODEL_ON_DESIRED_TWICE:
    'Two methods handle desired values of the same property: keep one of them.',
  PNP_MODEL_DECORATED_TWICE:
    'Two decorators stand on one member, or two @Interface on one class: keep one.',
  PNP_MODEL_WRONG_MEMBER:
    'A decorator stands on a kind of member it cannot use, as @Command on a field: the message says which kind it takes.',
  PNP_MODEL_READONLY_MEMBER:
    'A member that has to be assigned is a getter without a setter: add the setter, or make it a polled method.',
  PNP_MODEL_NO_FIELDS:
    'objectOf() names no class, or a class in which no member has @Field: add @Field to its members.',
  PNP_MODEL_FIELD_CYCLE:
    'A class of fields contains itself, and no value of it would have an end: refer to others by their names or ids.',
  PNP_MODEL_MIXED_CLASS:
    'A class has @Field and is an interface, or has other decorators too: keep values and interfaces in classes of their own.',
  PNP_MODEL_NO_METADATA:
    'The compiler of a class gives its decorators no metadata: set experimentalDecorators, or use a compiler that knows decorator metadata.',
  PNP_MODEL_EVERY_MISUSED:
    "`every` is no duration, or stands on a member that is not a method: write every: '5s' on a method.",
  PNP_MODEL_THINNING_MISUSED:
    "`deadband` is no number of at least zero or stands on something that is no number, or `minInterval` is no duration: write deadband: 0.2, minInterval: '5s'.",
  PNP_TELEMETRY_OVERRIDE:
    'A config or a session overrides telemetry that the class does not have, or by what does not fit it: the message says which.',
  PNP_APP_NOT_AN_INSTANCE:
    'A session was started with a class in place of an instance: pass new TheClass().',
  PNP_INSTANCE_IN_USE:
    'An instance already runs in a session, or stands for two components: make one for each.',
  PNP_COMPONENT_MISSING:
    'A component member holds no instance when the session starts: initialize it where it is declared.',
  PNP_COMPONENT_REPLACED:
    'The instance of a running component was replaced: change its members instead.',
  PNP_MEMBER_FIXED:
    'A decorated member cannot be observed, as its instance is frozen or it is not configurable: do not freeze or seal it.',
  PNP_PLUGIN_API_VERSION:
    'A plugin was written for another version of the plugin interface: install one that goes with this version of @iotpnp/core.',
  PNP_APP_FAILED:
    "The app's own code threw where nothing could answer for it, and the session has ended: mend what the message names.",
  PNP_HOOK_FAILED:
    "A method of the app's life (onStart, onStop, onConnectionChange, onUnknown, onProblem) threw, and the session goes on: mend the method.",
  PNP_JOB_FAILED: 'A job of every() threw, and it is called again at its time: mend the job.',
  PNP_JOB_INTERVAL:
    "every() was given something that is no interval: write milliseconds, or a text such as '5s'.",
  PNP_SESSION_OPTION:
    'A session was started with an option that cannot be: the key and what it may be are in the message.',
  PNP_HOST_CLOSED: 'A session was started on a host that is closed: make another host.',
  PNP_TWIN_UNREADABLE:
    'The hub gave no twin that can be read, and the connection is made anew: nothing to do, unless it goes on.',
  PNP_TELEMETRY_DROPPED:
    'More telemetry waits for the hub than is kept, and the oldest message is dropped: send less, or mend the connection.',
  PNP_PLUGIN_FAILED:
    'A plugin threw an error of no known kind: the message is its own; tell its authors.',
  PNP_TRANSPORT_NO_MODEL_ID:
    'The transport cannot announce the model id: use another, or set allowUnannounced if the back end knows the model otherwise.',
  PNP_TRANSPORT_NO_TWIN:
    'The model has properties and the transport has no twin: use another transport.',
  PNP_TRANSPORT_NO_COMMANDS:
    'The model has commands and the transport takes none: use another transport.',
  PNP_TRANSPORT_NO_CLOUD_MESSAGES:
    'The class handles cloud-to-device messages and the transport brings none: use another transport, or remove @CloudMessage.',
  PNP_TRANSPORT_NO_MODULE_IO:
    'The class listens to module inputs and the transport has none: use another transport, or remove @Input.',
  PNP_TRANSPORT_NO_MODULES:
    'The identity is a module and the transport connects none: use another transport, or the identity of a device.',
  PNP_MODULE_NO_CLOUD_MESSAGES:
    'The class handles cloud-to-device messages and the identity is a module, which gets none: remove @CloudMessage, or run it as a device.',
  PNP_DEVICE_NO_INPUTS:
    'The class listens to module inputs and the identity is a device, which has none: remove @Input, or run it as a module.',
  PNP_TRANSPORT_AUTH:
    'The transport does not take the kind of credentials that provisioning found: use another of the two.',
  PNP_CONNECT_TIMEOUT:
    'The session was not ready within the time it was given: the message holds the last reason; mend that, or wait longer.',
  PNP_SESSION_CLOSED:
    'The session was closed before it was ready, or while something waited for it: nothing is wrong.',
  PNP_DEADLINE:
    'The hub or a plugin did not answer in time: nothing to do, it is tried again; if it goes on, look at the network.',
  PNP_SEND_UNKNOWN:
    'session.send names a component or telemetry that the model does not have: correct the name.',
  PNP_SEND_OUTPUT:
    'A message goes to an output that there cannot be: only modules have outputs, and their names are letters, digits, dots, hyphens and underscores.',
  PNP_SEND_VALUE:
    'session.send was given a value that does not fit its schema: the message says what was expected.',
  PNP_TELEMETRY_REJECTED:
    'A telemetry value does not fit its schema, or the hub refuses a message, and it is not sent: the line says why.',
  PNP_MESSAGE_TOO_LARGE:
    'A telemetry message is larger than the transport can carry, and it is not sent: send less at once.',
  PNP_POLL_FAILED: 'A telemetry method threw, and one sample is skipped: mend the method.',
  PNP_STREAM_FAILED:
    'A telemetry generator threw, and it is started again; or a method without every is no generator: mend it.',
  PNP_PROPERTY_REJECTED:
    'A property value does not fit its schema, and it is not reported: assign one that does.',
  PNP_REPORT_REJECTED:
    'The hub refuses a reported property for its content; the others are delivered: the line says why.',
  PNP_REPORT_TOO_LARGE:
    'Reported properties may have 32 KB in all, and one does not fit; the others are delivered: report less, or remove properties by assigning undefined.',
  PNP_DESIRED_UNKNOWN:
    'A desired property is not writable in the model, and it is ignored: correct the back end, or the model.',
  PNP_MESSAGE_UNHANDLED:
    'A message came that no method handles, and it is dropped: add @CloudMessage or @Input, or stop sending it.',
  PNP_MESSAGE_FAILED:
    'A method that handles messages threw, and the message is given back as far as the transport can: mend the method.',
  PNP_COMMAND_FAILED:
    'A command failed when nobody waited for its answer any more (it came as a message, or went on after 202): the line has its status.',
  PNP_TIME_WITHOUT_ZONE:
    'The back end sent a dateTime without a zone, and it is read as UTC: let it send one with Z or an offset.',
  PNP_TRANSPORT_NO_UPLOAD: 'session.upload needs a transport that uploads files: use another one.',
  PNP_MODULE_NO_UPLOAD:
    'session.upload needs the identity of a device: IoT Hub takes no files from modules.',
  PNP_UPLOAD_NAME: 'A file to upload has no name, or one above 1024 characters: give it another.',
  PNP_UPLOAD_FAILED: 'A file was not uploaded, for the reason in the message: try it again.',
  PNP_OFFLINE:
    'Something needs a connection to the hub and there is none now: do it when the state is ready again.',
  PNP_COMMAND_RESPONSE:
    'A command returned a value that does not fit its response schema, and its caller gets 500: mend the command.',
} as const;
