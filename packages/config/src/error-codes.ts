/** Every code this package raises: what it means and how to mend it. */
export const CONFIG_ERRORS = {
  PNP_CONFIG_NOT_FOUND:
    'The config file that was asked for does not exist: correct the path, or leave it out to have the config searched.',
  PNP_CONFIG_UNREADABLE:
    'A config file could not be read, parsed or run: correct it where the message says.',
  PNP_CONFIG_UNKNOWN_KEY:
    'A config holds a key that means nothing: correct its spelling, or remove it.',
  PNP_CONFIG_BAD_VALUE:
    'A config value is not what its key takes: write what the message says is expected.',
  PNP_CONFIG_ENV_CONFLICT: 'Two environment variables contradict each other: unset one of them.',
  PNP_CONFIG_ENV_UNSET:
    'A config value refers to an environment variable that is not set: set it, or give the reference a default.',
  PNP_CONFIG_BAD_REFERENCE:
    'A reference in a config is of no kind there is: write ${env:NAME}, ${env:NAME:-default} or ${file:path}.',
  PNP_CONFIG_REFERRED_FILE:
    'A config value refers to a file that cannot be read: correct the path or the permissions.',
  PNP_CONFIG_EXTENDS_MISSING:
    'A config extends one that is not there: correct the path, or install the package.',
  PNP_CONFIG_EXTENDS_CYCLE: 'Configs extend each other in a circle: remove one of the extends.',
  PNP_CONFIG_UNKNOWN_PROFILE:
    'No config has a profile of this name: choose one that the message lists.',
  PNP_CONFIG_MISPLACED_SECRET:
    'A connection string or key stands where a name is wanted, and would be shown: move it to the option it belongs to, as ${env:NAME} or ${file:path}.',
  PNP_STATE_FILE:
    'The file that keeps what plugins remember cannot be read or written: check its permissions and the free space.',
  PNP_PLUGIN_UNKNOWN: 'A plugin is named that nothing provides: name one that the message lists.',
  PNP_PLUGIN_LOAD_FAILED:
    'A plugin threw when it was loaded or made: the message names it with its version; correct it, or install what it needs.',
  PNP_PLUGIN_INVALID:
    'A module that is named as a plugin exports none by default: export what definePlugin returns.',
  PNP_PLUGIN_INTERFACE:
    'A plugin was written for another version of the plugin interface: update the older of the two.',
  PNP_PLUGIN_KIND:
    'A plugin stands where one of another kind is wanted: move it to the key of its kind.',
  PNP_PLUGIN_BAD_OPTION:
    'A plugin does not take an option as it is given: write what the message says, or remove it.',
} as const;

export type ConfigErrorCode = keyof typeof CONFIG_ERRORS;
