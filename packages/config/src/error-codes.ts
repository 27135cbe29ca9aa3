/** Every code this package raises, with what it means. */
export const CONFIG_ERRORS = {
  PNP_CONFIG_NOT_FOUND: 'The config file that was asked for does not exist.',
  PNP_CONFIG_UNREADABLE: 'A config file could not be read, parsed or run.',
  PNP_CONFIG_UNKNOWN_KEY: 'A config holds a key that means nothing.',
  PNP_CONFIG_BAD_VALUE: 'A config value is not what its key takes.',
  PNP_CONFIG_ENV_CONFLICT: 'Two environment variables contradict each other.',
  PNP_PLUGIN_UNKNOWN: 'A plugin is named that nothing provides.',
  PNP_PLUGIN_KIND: 'A plugin stands where one of another kind is wanted.',
  PNP_PLUGIN_BAD_OPTION: 'A plugin does not take an option as it is given.',
} as const;

export type ConfigErrorCode = keyof typeof CONFIG_ERRORS;
