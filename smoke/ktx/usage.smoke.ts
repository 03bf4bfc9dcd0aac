import { smoke } from './smoke.ts';

smoke('what is not known is refused in one line', async ({ ktx, expect }) => {
  const { commandPrefix } = ktx.contract;
  for (const args of [
    ['no-such-command'],
    [...commandPrefix, 'no-such-command'],
    [...commandPrefix, 'status', '--no-such-option'],
  ]) {
    const result = await ktx.run(...args);
    expect(result).toExit(1);
    expect(result.stdout).toBe('');
    ktx.readText('error-line', result.stderr);
  }
});
