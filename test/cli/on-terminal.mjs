// Runs `pnp` as if a person sat at a terminal.
process.stdin.isTTY = true;
process.stdout.isTTY = true;
process.stderr.isTTY = true;
await import('../../packages/cli/bin/pnp.js');
