/** Where the hub keeps what must outlive it: a few small texts by name. */
export interface HubStore {
  read(name: string): Promise<string | undefined>;
  /** Replaces the whole text or, when it fails, nothing. */
  write(name: string, text: string): Promise<void>;
  /** The file of that name, when there are files. */
  fileOf(name: string): string | undefined;
}

/** Keeps everything until the process ends. */
export function memoryStore(): HubStore {
  const texts = new Map<string, string>();
  return {
    read: (name) => Promise.resolve(texts.get(name)),
    write: (name, text) => {
      texts.set(name, text);
      return Promise.resolve();
    },
    fileOf: () => undefined,
  };
}
