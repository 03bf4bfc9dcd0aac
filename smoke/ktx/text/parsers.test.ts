import { describe, expect, test } from 'vitest';
import { check, describeProblem, type SchemaName } from '../../schema/validate.ts';
import { parsers, type TextName } from './parsers.ts';

const samples: { name: TextName; schema: SchemaName; text: string; parsed: Record<string, unknown> }[] = [
  {
    name: 'version-text',
    schema: 'ktx/version-text',
    text: '@kaelio/ktx 0.1.0-rc.0\n',
    parsed: { name: '@kaelio/ktx', version: '0.1.0-rc.0' },
  },
  {
    name: 'install-text',
    schema: 'ktx/install-text',
    text: `Installed KTX Python runtime
version: 0.1.0
features: core, local-embeddings
python: /r/0.1.0/.venv/bin/python
daemon: /r/0.1.0/.venv/bin/ktx-daemon
manifest: /r/0.1.0/manifest.json
install log: /r/0.1.0/install.log
`,
    parsed: {
      headline: 'Installed KTX Python runtime',
      version: '0.1.0',
      features: ['core', 'local-embeddings'],
      python: '/r/0.1.0/.venv/bin/python',
      daemon: '/r/0.1.0/.venv/bin/ktx-daemon',
      manifest: '/r/0.1.0/manifest.json',
      installLog: '/r/0.1.0/install.log',
    },
  },
  {
    name: 'status-text',
    schema: 'ktx/status-text',
    text: `KTX Python runtime
status: ready
detail: KTX Python runtime is ready
runtime root: /r
version dir: /r/0.1.0
features: core
python: /r/0.1.0/.venv/bin/python
daemon: /r/0.1.0/.venv/bin/ktx-daemon
`,
    parsed: {
      headline: 'KTX Python runtime',
      status: 'ready',
      detail: 'KTX Python runtime is ready',
      runtimeRoot: '/r',
      versionDir: '/r/0.1.0',
      features: ['core'],
      python: '/r/0.1.0/.venv/bin/python',
      daemon: '/r/0.1.0/.venv/bin/ktx-daemon',
    },
  },
  {
    name: 'status-text',
    schema: 'ktx/status-text-with-checks',
    text: `KTX Python runtime
status: missing
detail: nothing is there
runtime root: /r
version dir: /r/0.1.0
PASS uv: 0.9.1
PASS Bundled Python wheel: /p/x.whl
FAIL Managed Python runtime: missing
     Fix: Run: ktx admin runtime install --yes
`,
    parsed: {
      headline: 'KTX Python runtime',
      status: 'missing',
      detail: 'nothing is there',
      runtimeRoot: '/r',
      versionDir: '/r/0.1.0',
      checks: [
        { status: 'PASS', label: 'uv', detail: '0.9.1' },
        { status: 'PASS', label: 'Bundled Python wheel', detail: '/p/x.whl' },
        {
          status: 'FAIL',
          label: 'Managed Python runtime',
          detail: 'missing',
          fix: 'Run: ktx admin runtime install --yes',
        },
      ],
    },
  },
  {
    name: 'doctor-text',
    schema: 'ktx/doctor-text',
    text: `KTX Python runtime doctor
PASS uv: uv 0.9.1
PASS Bundled Python wheel: /p/assets/python/kaelio_ktx-0.1.0-py3-none-any.whl
FAIL Managed Python runtime: missing: /r/0.1.0
     Fix: Run: ktx runtime install --yes
`,
    parsed: {
      headline: 'KTX Python runtime doctor',
      checks: [
        { status: 'PASS', label: 'uv', detail: 'uv 0.9.1' },
        {
          status: 'PASS',
          label: 'Bundled Python wheel',
          detail: '/p/assets/python/kaelio_ktx-0.1.0-py3-none-any.whl',
        },
        {
          status: 'FAIL',
          label: 'Managed Python runtime',
          detail: 'missing: /r/0.1.0',
          fix: 'Run: ktx runtime install --yes',
        },
      ],
    },
  },
  {
    name: 'start-text',
    schema: 'ktx/start-text',
    text: `Started KTX Python daemon
url: http://127.0.0.1:41234
pid: 4321
version: 0.1.0
features: core
state: /r/0.1.0/daemon.json
stdout: /r/0.1.0/daemon.stdout.log
stderr: /r/0.1.0/daemon.stderr.log
`,
    parsed: {
      headline: 'Started KTX Python daemon',
      url: 'http://127.0.0.1:41234',
      pid: 4321,
      version: '0.1.0',
      features: ['core'],
      state: '/r/0.1.0/daemon.json',
      stdout: '/r/0.1.0/daemon.stdout.log',
      stderr: '/r/0.1.0/daemon.stderr.log',
    },
  },
  {
    name: 'stop-text',
    schema: 'ktx/stop-text',
    text: 'Stopped KTX Python daemon\npid: 4321\nstate: /r/0.1.0/daemon.json\n',
    parsed: { headline: 'Stopped KTX Python daemon', pid: 4321, state: '/r/0.1.0/daemon.json' },
  },
  {
    name: 'stop-text',
    schema: 'ktx/stop-text',
    text: 'KTX Python daemon already stopped\n',
    parsed: { headline: 'KTX Python daemon already stopped' },
  },
  {
    name: 'prune-text',
    schema: 'ktx/prune-text',
    text: 'Stale KTX Python runtimes\n/r/0.0.0\n',
    parsed: { headline: 'Stale KTX Python runtimes', paths: ['/r/0.0.0'] },
  },
  {
    name: 'prune-text',
    schema: 'ktx/prune-text',
    text: 'Removed stale KTX Python runtimes\n/r/0.0.0\n',
    parsed: { headline: 'Removed stale KTX Python runtimes', paths: ['/r/0.0.0'] },
  },
  {
    name: 'prune-text',
    schema: 'ktx/prune-text',
    text: 'No stale KTX Python runtimes found under /a root/under it\n',
    parsed: { headline: 'No stale KTX Python runtimes found under', root: '/a root/under it', paths: [] },
  },
  {
    name: 'lazy-install-text',
    schema: 'ktx/lazy-install-text',
    text: 'Installing KTX Python runtime (core) with uv...\nKTX Python runtime ready: /r/0.1.0\n',
    parsed: { installing: ['core'], ready: '/r/0.1.0' },
  },
  {
    name: 'error-line',
    schema: 'ktx/error-line',
    text: 'Refusing to prune without --yes. Preview with: ktx runtime prune --dry-run\n',
    parsed: { message: 'Refusing to prune without --yes. Preview with: ktx runtime prune --dry-run' },
  },
];

function problemsOf({ name, schema }: (typeof samples)[number], text: string): string[] {
  const checked = check(schema, parsers[name](text));
  return checked.ok ? [] : checked.problems.map(describeProblem);
}

describe.each(samples)('$name: $parsed.headline', (sample) => {
  const lines = sample.text.trimEnd().split('\n');

  test('is read into its structure, which its schema accepts', () => {
    expect(parsers[sample.name](sample.text)).toEqual({ ...sample.parsed, unexpected: [] });
    expect(problemsOf(sample, sample.text)).toEqual([]);
  });

  test.each(lines.map((_, at) => at))('line %i cannot go missing', (at) => {
    expect(problemsOf(sample, lines.filter((_, index) => index !== at).join('\n'))).not.toEqual([]);
  });

  test.each(lines.map((_, at) => at))('a foreign line after line %i is shown as it is', (at) => {
    const text = lines.toSpliced(at + 1, 0, 'DEBUG a log line').join('\n');
    expect(problemsOf(sample, text).join('\n')).toContain('DEBUG a log line');
  });

  test('a log line before it is shown as it is', () => {
    expect(problemsOf(sample, `DEBUG a log line\n${sample.text}`).join('\n')).toContain(
      sample.name === 'error-line' ? lines[0] : 'DEBUG a log line',
    );
  });

  test('an empty output is refused', () => {
    expect(problemsOf(sample, '')).not.toEqual([]);
  });
});

test('a label that comes a second time is unexpected, and the first one stays', () => {
  const parsed = parsers['stop-text']('Stopped KTX Python daemon\npid: 1\npid: 2\nstate: /s\n');
  expect(parsed).toMatchObject({ pid: 1, unexpected: ['pid: 2'] });
});

test('a pid that is not a number is shown as it was printed', () => {
  const sample = samples.find(({ name }) => name === 'stop-text');
  expect(sample && problemsOf(sample, 'Stopped KTX Python daemon\npid: none\nstate: /s\n')).toEqual([
    '/pid: expected integer, found "none"',
  ]);
});

test('a failing check without its fix is refused', () => {
  const text = 'KTX Python runtime doctor\nFAIL uv: not found\nPASS a: b\nPASS c: d\n';
  expect(check('ktx/doctor-text', parsers['doctor-text'](text))).toMatchObject({
    ok: false,
    problems: [{ pointer: '/checks/0/fix', expected: 'a value', found: 'nothing' }],
  });
});

test('checks in a status are refused where doctor is a command of its own, and missed where it is not', () => {
  const alone = parsers['status-text'](
    'KTX Python runtime\nstatus: missing\ndetail: x\nruntime root: /r\nversion dir: /r/1\n',
  );
  const line = { status: 'PASS', label: 'uv', detail: '1' };
  const folded = { ...alone, checks: [line, line, line] };
  const accepts = (name: SchemaName) => [alone, folded].map((parsed) => check(name, parsed).ok);
  expect(accepts('ktx/status-text-without-checks')).toEqual([true, false]);
  expect(accepts('ktx/status-text-with-checks')).toEqual([false, true]);
});
