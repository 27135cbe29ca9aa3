/** A device key that no page may show. */
export const KEY = Buffer.alloc(32, 7).toString('base64');
const plugin = (parts: string) => `export default {
  name: 'x', apiVersion: 1,
  options: { '~standard': { version: 1, vendor: 'x', validate: (value) => ({ value }) } },
  create: () => ({ kind: 'middleware', name: 'x', apiVersion: 1 }),
  ${parts}
};`;

/** A wrong config, and what is said to it. */
export interface Wrong {
  /** By file name; `pnp.config.yaml` when it is one text. */
  readonly files: string | Readonly<Record<string, string>>;
  readonly code: string;
  /** In the page, one after another. */
  readonly says: readonly (string | RegExp)[];
  readonly where: string;
  readonly fix: string | RegExp;
  readonly profile?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const DPS = "provisioning: { use: dps, idScope: '0ne1', registrationId: d";
const CS = 'HostName=h.example;DeviceId=d;SharedAccessKey=';

export const CASES: Readonly<Record<string, Wrong>> = {
  'a key that means nothing': {
    files: 'devise: ./pump.ts',
    code: 'PNP_CONFIG_UNKNOWN_KEY',
    says: ['unknown key "devise"'],
    where: 'pnp.config.yaml, devise',
    fix: 'did you mean "device"?',
  },
  'a key inside that means nothing': {
    files: 'log: { levle: warn }',
    code: 'PNP_CONFIG_UNKNOWN_KEY',
    says: ['unknown key "levle"'],
    where: 'pnp.config.yaml, log.levle',
    fix: 'did you mean "level"?',
  },
  'a value of the wrong type': {
    files: 'device: 5',
    code: 'PNP_CONFIG_BAD_VALUE',
    says: ['device must be a string, found 5'],
    where: 'pnp.config.yaml, device',
    fix: 'correct or remove device',
  },
  'a value that is none of those there are': {
    files: 'log: { level: loud }',
    code: 'PNP_CONFIG_BAD_VALUE',
    says: ['must be one of debug, info, warn, error'],
    where: 'pnp.config.yaml, log.level',
    fix: 'correct or remove log.level',
  },
  'no object at all': {
    files: '- a\n- b',
    code: 'PNP_CONFIG_BAD_VALUE',
    says: ['the config must be an object, found a list'],
    where: 'pnp.config.yaml',
    fix: 'write an object with device, transport',
  },
  'YAML that is broken': {
    files: 'device: [',
    code: 'PNP_CONFIG_UNREADABLE',
    says: ['cannot be read'],
    where: /pnp\.config\.yaml:\d+:\d+/.source,
    fix: 'correct the file',
  },
  'JSON that is broken': {
    files: { 'pnp.config.json': '{ "device": }' },
    code: 'PNP_CONFIG_UNREADABLE',
    says: ['Unexpected token'],
    where: 'pnp.config.json:1:13',
    fix: 'correct the file',
  },
  'a module without a default export': {
    files: { 'pnp.config.mjs': 'export const config = {};' },
    code: 'PNP_CONFIG_UNREADABLE',
    says: ['has no default export'],
    where: 'pnp.config.mjs',
    fix: 'defineConfig',
  },
  'a plugin nobody knows': {
    files: 'transport: azrue',
    code: 'PNP_PLUGIN_UNKNOWN',
    says: ['no transport plugin "azrue"'],
    where: 'pnp.config.yaml, transport',
    fix: 'did you mean "azure"?',
  },
  'a package that is not installed': {
    files: "plugins: ['@acme/pnp-audit']\nprovisioning: local",
    code: 'PNP_PLUGIN_UNKNOWN',
    says: ['"@acme/pnp-audit"'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'npm install @acme/pnp-audit',
  },
  'a plugin file that is not there': {
    files: 'plugins: [./gone.js]\nprovisioning: local',
    code: 'PNP_PLUGIN_UNKNOWN',
    says: ['"./gone.js"'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'correct the path',
  },
  'a package that misses a package of its own': {
    files: {
      'pnp.config.yaml': 'plugins: [./audit.mjs]\nprovisioning: local',
      'audit.mjs': "import 'pnp-left-out';",
    },
    code: 'PNP_PLUGIN_LOAD_FAILED',
    says: ['audit.mjs cannot be loaded'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'npm install pnp-left-out',
  },
  'a plugin that throws when it is loaded': {
    files: {
      'pnp.config.yaml': 'plugins: [./audit.mjs]\nprovisioning: local',
      'audit.mjs': "throw new Error('no licence');",
    },
    code: 'PNP_PLUGIN_LOAD_FAILED',
    says: ['no licence'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'correct',
  },
  'a plugin that throws when it is made': {
    files: {
      'pnp.config.yaml': 'plugins: [./audit.mjs]\nprovisioning: local',
      'audit.mjs': plugin("create: () => { throw new Error('no licence'); },"),
    },
    code: 'PNP_PLUGIN_LOAD_FAILED',
    says: ['failed when it was made: no licence'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'or its options',
  },
  'a module that is no plugin': {
    files: {
      'pnp.config.yaml': 'plugins: [./audit.mjs]\nprovisioning: local',
      'audit.mjs': 'export default class {}',
    },
    code: 'PNP_PLUGIN_INVALID',
    says: ['exports no plugin by default'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'export default definePlugin(',
  },
  'a plugin for a newer interface': {
    files: {
      'pnp.config.yaml': 'plugins: [./audit.mjs]\nprovisioning: local',
      'audit.mjs': plugin('apiVersion: 2,'),
    },
    code: 'PNP_PLUGIN_INTERFACE',
    says: ['version 2 of the plugin interface; this is 1'],
    where: 'pnp.config.yaml, plugins.0',
    fix: 'update @iotpnp/core',
  },
  'a plugin of another kind': {
    files: 'plugins: [azure]\nprovisioning: local',
    code: 'PNP_PLUGIN_UNKNOWN',
    says: ['"azure"'],
    where: 'pnp.config.yaml, plugins.0',
    fix: /./,
  },
  'a middleware as transport': {
    files: {
      'pnp.config.yaml': 'transport: ./audit.mjs\nprovisioning: local',
      'audit.mjs': plugin(''),
    },
    code: 'PNP_PLUGIN_KIND',
    says: ['is a middleware plugin'],
    where: 'pnp.config.yaml, transport',
    fix: 'this one belongs in plugins',
  },
  'options of the wrong type, all of them': {
    files:
      'transport: { use: azure, keepAliveSeconds: soon, webSockets: maybe }\nprovisioning: local',
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ['keepAliveSeconds', 'webSockets', '2 errors'],
    where: 'pnp.config.yaml, transport.keepAliveSeconds',
    fix: 'correct keepAliveSeconds in transport',
  },
  'an option nobody knows': {
    files: 'transport: { use: azure, keepAliveSecond: 5 }\nprovisioning: local',
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ['unknown option "keepAliveSecond"'],
    where: 'pnp.config.yaml, transport.keepAliveSecond',
    fix: 'did you mean "keepAliveSeconds"?',
  },
  'options that do not go together': {
    files: 'transport: { use: azure, proxy: "http://proxy:1" }\nprovisioning: local',
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ['goes with webSockets: true'],
    where: 'pnp.config.yaml, transport.proxy',
    fix: 'correct proxy in transport',
  },
  'a connection string that lacks a part': {
    files: `provisioning: { use: connection-string, connectionString: 'HostName=h;DeviceId=d' }`,
    code: 'PNP_BAD_CONNECTION_STRING',
    says: ['has no SharedAccessKey'],
    where: 'pnp.config.yaml, provisioning: SharedAccessKey',
    fix: 'HostName=...;DeviceId=...;SharedAccessKey=...',
  },
  'a connection string in place of a name': {
    files: `provisioning: '${CS}${KEY}'`,
    code: 'PNP_CONFIG_MISPLACED_SECRET',
    says: ['in place of a name'],
    where: 'pnp.config.yaml, provisioning',
    fix: '${env:NAME}',
  },
  'two proofs of one device': {
    files: `${DPS}, symmetricKey: ${KEY}, groupKey: ${KEY} }`,
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ['one of symmetricKey, groupKey and cert'],
    where: 'pnp.config.yaml, provisioning.symmetricKey',
    fix: 'correct symmetricKey in provisioning',
  },
  'a key that is no base64': {
    files: `${DPS}, symmetricKey: 'not base64' }`,
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ['must be base64'],
    where: 'pnp.config.yaml, provisioning.symmetricKey',
    fix: 'correct symmetricKey in provisioning',
  },
  'a path where PEM text is wanted': {
    files: `${DPS}, cert: ./device.pem, key: ./key.pem }`,
    code: 'PNP_PLUGIN_BAD_OPTION',
    says: ["write '${file:./device.pem}'"],
    where: 'pnp.config.yaml, provisioning.cert',
    fix: 'correct cert in provisioning',
  },
  'a variable that is not set': {
    files: `${DPS}, symmetricKey: '\${env:DEVICE_KEY}' }`,
    code: 'PNP_CONFIG_ENV_UNSET',
    says: ['takes its value from DEVICE_KEY, which is not set'],
    where: 'pnp.config.yaml, provisioning.symmetricKey',
    fix: 'set DEVICE_KEY',
  },
  'a file that is not there': {
    files: `${DPS}, symmetricKey: '\${file:./secret}' }`,
    code: 'PNP_CONFIG_REFERRED_FILE',
    says: ['cannot be read: ENOENT'],
    where: 'pnp.config.yaml, provisioning.symmetricKey',
    fix: 'correct the path',
  },
  'a reference of no kind there is': {
    files: `${DPS}, symmetricKey: '\${vault:secret}' }`,
    code: 'PNP_CONFIG_BAD_REFERENCE',
    says: ['no kind of reference'],
    where: 'pnp.config.yaml, provisioning.symmetricKey',
    fix: '${env:NAME}',
  },
  'a config that extends what is not there': {
    files: "extends: '@acme/pnp-preset'",
    code: 'PNP_CONFIG_EXTENDS_MISSING',
    says: ['"@acme/pnp-preset"'],
    where: 'pnp.config.yaml, extends',
    fix: 'npm install --save-dev @acme/pnp-preset',
  },
  'configs that extend each other': {
    files: {
      'pnp.config.yaml': 'extends: ./team.yaml',
      'team.yaml': 'extends: ./pnp.config.yaml',
    },
    code: 'PNP_CONFIG_EXTENDS_CYCLE',
    says: ['pnp.config.yaml -> team.yaml -> pnp.config.yaml'],
    where: 'team.yaml, extends',
    fix: 'remove one of these extends',
  },
  'a fault in what is extended': {
    files: { 'pnp.config.yaml': 'extends: ./team.yaml', 'team.yaml': 'log: { level: 1 }' },
    code: 'PNP_CONFIG_BAD_VALUE',
    says: ['must be one of debug'],
    where: 'team.yaml, log.level',
    fix: 'correct or remove log.level',
  },
  'a profile nobody has': {
    files: 'profiles: { field: {} }',
    profile: 'feild',
    code: 'PNP_CONFIG_UNKNOWN_PROFILE',
    says: ['no profile "feild"'],
    where: 'pnp.config.yaml, profiles',
    fix: 'did you mean "field"?',
  },
  'telemetry the class does not have': {
    files: 'telemetry: { sped: { every: 1s } }\nprovisioning: local\ndevice: ./pump.ts',
    code: 'PNP_TELEMETRY_OVERRIDE',
    says: ['Pump has no telemetry "sped"'],
    where: 'telemetry.sped',
    fix: 'did you mean "speed"?',
  },
  'an override that does not fit its telemetry': {
    files: 'telemetry: { note: { deadband: 1 } }\nprovisioning: local\ndevice: ./pump.ts',
    code: 'PNP_TELEMETRY_OVERRIDE',
    says: ['deadband of note means nothing'],
    where: 'telemetry.note.deadband',
    fix: 'remove it',
  },
  'an interval that is none': {
    files: 'telemetry: { speed: { every: often } }',
    code: 'PNP_CONFIG_BAD_VALUE',
    says: ["a duration such as '5s'"],
    where: 'pnp.config.yaml, telemetry.speed.every',
    fix: 'correct or remove',
  },
  'a device module that is not there': {
    files: 'device: ./gone.ts\nprovisioning: local',
    code: 'PNP_DEVICE_MODULE_NOT_FOUND',
    says: ['gone.ts'],
    where: 'pnp.config.yaml, device',
    fix: 'relative to the file it stands in',
  },
  'no device at all': {
    files: 'provisioning: local',
    code: 'PNP_NO_DEVICE',
    says: ['nothing names the module'],
    where: '',
    fix: 'device: ./src/device.ts',
  },
  'a lost secret': {
    files: 'device: ./pump.ts',
    code: 'PNP_NO_CREDENTIALS',
    says: ['PNP_CONNECTION_STRING', 'IOTHUB_DEVICE_CONNECTION_STRING'],
    where: '',
    fix: '--local',
  },
  'variables that contradict each other': {
    files: '{}',
    env: { PNP_PROVISIONING: 'dps', PNP_CONNECTION_STRING: `${CS}${KEY}` },
    code: 'PNP_CONFIG_ENV_CONFLICT',
    says: ['PNP_PROVISIONING says dps'],
    where: 'PNP_PROVISIONING',
    fix: 'unset one of the two',
  },
};
