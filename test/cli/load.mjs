// Loads a module as `pnp` does and prints what came of it, as JSON.
import { loadModule } from '../../packages/cli/dist/load-module/load-module.js';

try {
  console.log(JSON.stringify(await loadModule(process.argv[2])));
} catch (error) {
  if (!error.problems) throw error;
  console.log(JSON.stringify({ problems: error.problems }));
}
