import { defineConfig } from 'vitest/config';

export default defineConfig({
  // the decorators of the tsconfig, for tests too
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
});
