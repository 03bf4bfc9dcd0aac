import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enterScript } from './enter-script.ts';

test('a command that is run through it has that environment, what was added, and nothing else', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'enter-'));
  try {
    const env = { PATH: '/usr/bin:/bin', HOME: "/a b/c'd", EMPTY: '' };
    const file = join(dir, 'enter');
    await writeFile(file, enterScript(env), { mode: 0o755 });
    const printed = execFileSync(file, ['ROOT=/r s', 'env', '-0'], { env: { NODE_OPTIONS: '--canary', PATH: '/' } });
    const lines = printed.toString().split('\0').filter(Boolean).sort();
    expect(lines).toEqual(['EMPTY=', "HOME=/a b/c'd", 'PATH=/usr/bin:/bin', 'ROOT=/r s']);
  } finally {
    await rm(dir, { recursive: true });
  }
});
