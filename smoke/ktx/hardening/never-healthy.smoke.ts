import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fastClock } from '../../process/preload.ts';
import { putProgram } from './put-program.ts';
import { smokeThatNeeds } from './smoke.ts';

const smoke = smokeThatNeeds('install', 'start', 'status', 'statusJson', 'uv');

smoke('a daemon that never answers is not left running', async ({ ktx, expect }) => {
  const { daemon } = await ktx.install();
  await putProgram(join(import.meta.dirname, 'silent-daemon.sh'), daemon);
  const { daemonStatePath, daemonStdoutPath } = (await ktx.status()).layout;
  expect(await ktx.with({ env: fastClock }).refusal('start')).not.toBe('');
  await expect.poll(ktx.daemons).toEqual([]);
  expect(await readFile(daemonStdoutPath, 'utf8')).toBe('this is my last word\n');
  await expect(access(daemonStatePath)).rejects.toThrow('ENOENT');
  await ktx.install('--force');
  await ktx.start();
  await ktx.end();
});

smoke('a daemon that ends at once is told, and its last words are in its log', async ({ ktx, expect }) => {
  const { daemon } = await ktx.install();
  await putProgram(join(import.meta.dirname, 'ending-daemon.sh'), daemon);
  const { daemonStatePath, daemonStderrPath } = (await ktx.status()).layout;
  expect(await ktx.refusal('start')).toContain(daemonStderrPath);
  expect(await readFile(daemonStderrPath, 'utf8')).toContain('this daemon has no memory');
  await expect(access(daemonStatePath)).rejects.toThrow('ENOENT');
});
