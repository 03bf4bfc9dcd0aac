import { access, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { smokeThatNeeds } from './smoke.ts';
import { WorkingRuntime } from './working-runtime.ts';

const oddSmoke = smokeThatNeeds('install', 'status', 'statusJson', 'start', 'stop', 'uv');
const pruneSmoke = smokeThatNeeds('prune');
const readOnlySmoke = smokeThatNeeds('install', 'status', 'statusJson', 'lazyInstall', 'start', 'stop', 'uv');

oddSmoke('a root with spaces and letters of other alphabets', async ({ ktx, sandbox, expect }) => {
  const odd = ktx.at(join(sandbox.dir, 'Users', 'Jörg Müller', '実行 time', 'run'));
  const { daemon } = await odd.install();
  expect(daemon).toContain(odd.root);
  expect(await odd.status()).toMatchObject({ kind: 'ready', layout: { runtimeRoot: odd.root } });
  const { url, state } = await odd.start();
  await ktx.health(url);
  expect(ktx.readDocument('daemon-state', await readFile(state, 'utf8')).stdoutLog).toContain(odd.root);
  const linked = ktx.at(join(dirname(odd.root), 'a way to it'));
  await symlink(odd.root, linked.root);
  expect((await linked.stop()).headline).toBe(ktx.text('stopped'));
  expect(ktx.daemons()).toEqual([]);
  await expect(access(state)).rejects.toThrow('ENOENT');
  const relative = (await ktx.at('relative').status()).layout;
  expect(relative.runtimeRoot).toBe(join(sandbox.work, 'relative'));
});

readOnlySmoke('a root that is read-only', async ({ ktx, disk, sandbox, expect }) => {
  const onDisk = ktx.with({ via: disk.via });
  const runtime = await WorkingRuntime.install(onDisk, sandbox, expect);
  expect(await disk.makeReadOnly()).toSucceed();
  await runtime.stillWorks();
  for (const args of [['install', '--yes', '--force'], ['start']]) {
    expect(await onDisk.refusal(...args)).toMatch(/read.?only|EROFS|not writable/i);
  }
  expect(ktx.daemons()).toEqual([]);
  await runtime.stillWorks();
});

pruneSmoke('what cannot be removed is not said to be removed', async ({ ktx, disk, command, expect }) => {
  const [stale, held] = [join(ktx.root, '0.0.0'), join(ktx.root, '0.0.1')];
  const onDisk = ktx.with({ via: disk.via });
  // Nobody can remove what something is mounted on.
  for (const argv of [
    ['mkdir', stale, held],
    ['mount', '-t', 'tmpfs', 'tmpfs', held],
  ] as const)
    expect(await command(argv, { via: disk.via })).toSucceed();
  const onePart = await onDisk.runtime('prune', '--yes');
  expect(onePart).toExit(1);
  expect(onePart.stdout).not.toContain(held);
  expect(await command(['mkdir', '-p', stale], { via: disk.via })).toSucceed();
  expect(await disk.makeReadOnly()).toSucceed();
  const nothing = await onDisk.runtime('prune', '--yes');
  expect(nothing).toExit(1);
  expect(nothing.stdout).not.toContain(stale);
});
