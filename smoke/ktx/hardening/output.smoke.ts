import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyProject } from '../../project-copy.ts';
import { smokeThatNeeds } from './smoke.ts';

const statusSmoke = smokeThatNeeds('status', 'statusJson');
const doctorSmoke = smokeThatNeeds('doctor', 'doctorJson');
const installSmoke = smokeThatNeeds('install', 'status', 'statusJson', 'uv');
const terminalSmoke = smokeThatNeeds('install', 'status', 'uv', 'python');

statusSmoke('status --json is one document, also where the root is none', async ({ ktx, expect }) => {
  await writeFile(ktx.root, 'not a directory');
  const { kind, detail, layout } = await ktx.status();
  expect(kind).not.toBe('ready');
  expect(detail).not.toBe('');
  expect(layout.runtimeRoot).toBe(ktx.root);
});

doctorSmoke(
  'doctor --json is one document, also where the package is damaged',
  async ({ ktx, context, sandbox, expect }) => {
    const { dir, packageDir } = await copyProject(
      context.project.dir,
      context.subject.name,
      join(sandbox.dir, 'project'),
    );
    const damaged = ktx.with({ projectDir: dir });
    const manifest = join(packageDir, ktx.contract.assetManifest);
    for (const damage of [() => writeFile(manifest, '{"schemaVersion": 1,'), () => rm(manifest)]) {
      await damage();
      const { checks } = await damaged.doctorJson({ exit: 1 });
      expect(checks[1]).toMatchObject({ id: 'asset', status: 'fail', detail: expect.stringMatching(/./) });
    }
  },
);

statusSmoke('a late reader gets all of the output', async ({ ktx, expect }) => {
  const late = ktx.with({ reader: 'late' });
  await Promise.all(
    [['status', '--json'], ['status']].map(async (args) => {
      const [there, waited] = await Promise.all([ktx.runtime(...args), late.runtime(...args)]);
      expect(waited).toSucceed();
      expect(waited.stdout).toBe(there.stdout);
      expect(waited.stdout).toMatch(/\n$/);
    }),
  );
});

installSmoke('a reader that is gone is no failure', async ({ ktx, expect }) => {
  const unread = ktx.with({ reader: 'gone' });
  for (const args of [['status', '--json'], ['status'], ['install', '--yes']]) {
    const { stderr, ...end } = await unread.runtime(...args);
    expect(stderr).toBe('');
    expect(end).toMatchObject(end.kind === 'signaled' ? { signal: 'SIGPIPE' } : { code: 0 });
  }
  expect((await ktx.status()).kind).toBe('ready');
});

terminalSmoke('in a terminal with NO_COLOR nothing is coloured', async ({ ktx, context, expect }) => {
  const terminal = [context.tools.python?.path ?? '', '-I', join(import.meta.dirname, '../../process/terminal.py')];
  const inTerminal = ktx.with({ via: terminal, env: { NO_COLOR: '1', TERM: 'xterm-256color' } });
  for (const args of [['status'], ['install', '--yes'], ['status'], ['no-such-command']]) {
    const { stdout } = await inTerminal.runtime(...args);
    expect(stdout).toMatch(/\S/);
    expect(stdout).not.toContain('\u001b');
  }
});
