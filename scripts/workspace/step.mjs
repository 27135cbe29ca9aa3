/**
 * Says which step runs and how long it took, and shows what it printed only when it failed.
 * @param {string} name
 * @param {() => Promise<{ code: number, output: string }>} action
 */
export async function step(name, action) {
  process.stderr.write(`${name} ... `);
  const started = performance.now();
  const result = await action();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`${result.code === 0 ? '' : 'failed, '}${seconds} s\n`);
  if (result.code !== 0) process.stderr.write(`${result.output}\n`);
  return result;
}
