import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAs } from '../../smoke/schema/validate.ts';
import { LauncherSandbox } from './launcher-sandbox.ts';

const refusal = (found: string): string =>
  `error shakedown-node-unusable: SHAKEDOWN_NODE: expected ${found} Next: set SHAKEDOWN_NODE to a Node >= 22.14, or unset it.\n`;

test('goes on in the same process on a Node that is new enough', async () => {
  const sandbox = await LauncherSandbox.create();
  const launcher = sandbox.start(['facts', '--flag'], { tooOld: false });
  const { code, stdout, stderr } = await launcher.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ args: ['facts', '--flag'], startedBy: null, pid: launcher.pid });
  expect(await sandbox.cached()).toEqual([]);
});

test('goes on in the same process when SHAKEDOWN_NODE names the running Node', async () => {
  const sandbox = await LauncherSandbox.create();
  const launcher = sandbox.start(['facts'], { tooOld: false, env: { SHAKEDOWN_NODE: process.execPath } });
  const { stdout } = await launcher.ended;
  expect(JSON.parse(stdout)).toMatchObject({ pid: launcher.pid });
});

test('prefers the Node that SHAKEDOWN_NODE names to a fetched one', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(join(sandbox.bin, 'newer'), '#!/bin/sh\nexec "$REAL_NODE" "$@"\n', { mode: 0o755 });
  for (const named of ['newer', join(sandbox.bin, 'newer')]) {
    const { code, stdout, stderr } = await sandbox.run(['facts', 'x'], { env: { SHAKEDOWN_NODE: named } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ args: ['facts', 'x'] });
  }
  expect(sandbox.npmCalls()).toEqual([]);
});

test('asks the named Node without the NODE_OPTIONS that may be meant for another', async () => {
  const sandbox = await LauncherSandbox.create();
  await writeFile(
    join(sandbox.bin, 'newer'),
    '#!/bin/sh\n[ "$NODE_OPTIONS" ] && [ "$1" = -p ] && exit 9\nexec "$REAL_NODE" "$@"\n',
    { mode: 0o755 },
  );
  const { code } = await sandbox.run(['facts'], { env: { SHAKEDOWN_NODE: 'newer', NODE_OPTIONS: '--no-warnings' } });
  expect(code).toBe(0);
});

test('refuses a named Node that is missing, no program, no Node or too old, each in one line', async () => {
  const sandbox = await LauncherSandbox.create();
  const old = await sandbox.install('old-node.sh', 'old-node');
  const plain = join(sandbox.root, 'plain');
  await writeFile(plain, 'text');
  await chmod(plain, 0o644);
  const cases = {
    '/no/such/node': 'a Node >= 22.14, found /no/such/node: no such command.',
    'no-such-node': 'a Node >= 22.14, found no-such-node: no such command.',
    [plain]: `a Node >= 22.14, found ${plain}: not an executable file.`,
    true: 'a Node >= 22.14, found true: no answer when asked for its version.',
    false: 'a Node >= 22.14, found false: failed when asked for its version (1).',
    echo: 'a Node >= 22.14, found echo: -p JSON.stringify',
    [old]: `a Node >= 22.14, found Node 20.20.2 (${old}).`,
    './node': 'an absolute path or a command on PATH, found the relative path ./node.',
  };
  for (const tooOld of [true, false]) {
    for (const [named, found] of Object.entries(cases)) {
      const { code, stdout, stderr } = await sandbox.run(['facts'], { tooOld, env: { SHAKEDOWN_NODE: named } });
      expect({ code, stdout }, named).toEqual({ code: 2, stdout: '' });
      if (named === 'echo') expect(stderr).toContain(found);
      else expect(stderr).toBe(refusal(found));
    }
  }
  expect(sandbox.npmCalls()).toEqual([]);
});

test('says a failure as one JSON document on stdout when asked for JSON', async () => {
  const sandbox = await LauncherSandbox.create();
  const { code, stdout } = await sandbox.run(['verify', '--json'], { env: { SHAKEDOWN_NODE: '/no/such/node' } });
  expect(code).toBe(2);
  const document = parseAs('command-failure', JSON.parse(stdout), 'stdout');
  expect(document).toMatchObject({ exitCode: 2, findings: [{ code: 'shakedown-node-unusable' }] });
});
