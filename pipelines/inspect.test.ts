import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CommandResult, describeEnd } from '../smoke/process/command-result.ts';
import { run } from '../smoke/process/run.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { type MadeEntry, tgz } from './artifact/tarball-maker.ts';
import { packageRoot } from './version.ts';

const launcher = join(packageRoot, 'pipelines', 'shakedown.mjs');

let root: string;
let cwd: string;
let tmp: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'inspect command-')));
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(({ task }) => {
  cwd = join(root, `work-${task.id}`);
  tmp = join(root, `tmp-${task.id}`);
  for (const dir of [cwd, tmp]) mkdirSync(dir);
});

/** Runs the real command in `cwd`, with a temporary directory of its own. */
function inspect(args: readonly string[]): Promise<CommandResult> {
  return run([process.execPath, launcher, 'inspect', ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: root, TMPDIR: tmp },
    timeoutMs: 100_000,
  });
}

const nothing = { 'readme-missing': 'off', 'license-missing': 'off' };
const policy = {
  schemaVersion: 2,
  releaseMode: 'npm-public-release-ready',
  npm: { publish: true, registry: null, access: 'public', tag: null, packages: ['x'] },
  python: { publish: false, repository: null, packages: [] },
  publishedPackageSmoke: { packageName: 'x', version: '1.0.0', registry: null },
  runtimeInstaller: { uvStrategy: 'none', bootstrapUv: false, missingUvBehavior: 'none' },
  requiredBeforePublishing: [],
  contract: 'ktx-runtime@1',
};

function givePolicy(changes: object = {}, file = 'release-policy.json'): void {
  writeFileSync(join(cwd, file), JSON.stringify({ ...policy, ...changes }));
}

function giveTarball(json: object = {}, more: readonly MadeEntry[] = []): void {
  const content = JSON.stringify({ name: 'x', version: '1.0.0', license: 'MIT', engines: { node: '>=20' }, ...json });
  writeFileSync(join(cwd, 'x.tgz'), tgz([{ path: 'package/package.json', content }, ...more]));
}

const codesIn = (result: CommandResult): string[] =>
  parseAs('inspection', JSON.parse(result.stdout), 'stdout').findings.map(({ code }) => code);

describe('a tarball', () => {
  test('is read; findings stand by severity with their next steps, and the verdict at the end; nothing is left', async () => {
    giveTarball({ main: 'gone.js' });
    const result = await inspect(['./x.tgz']);
    expect(describeEnd(result)).toBe('exit 1');
    expect(result.stdout).toMatch(/^FAIL {2}x 1\.0\.0: 1 error, 2 warnings\n\nArtifact {2}x\.tgz\n/);
    expect(result.stdout).toMatch(/1 error\n {2}error entry-point-missing: package\.json#\/main: .*\n {4}Next: /);
    expect(result.stdout.indexOf('2 warnings')).toBeGreaterThan(result.stdout.indexOf('1 error'));
    expect(result.stderr).toBe('');
    expect(readdirSync(tmp)).toEqual([]);
    expect(readdirSync(cwd)).toEqual(['x.tgz']);
  });

  test('without errors ends with 0, and says its sizes as data', async () => {
    giveTarball({}, [{ path: 'package/big', content: 'x'.repeat(2000) }]);
    const result = await inspect(['./x.tgz', '--json']);
    expect(describeEnd(result)).toBe('exit 0');
    const report = parseAs('inspection', JSON.parse(result.stdout), 'stdout');
    expect(report).toMatchObject({
      state: 'passed',
      package: { name: 'x', version: '1.0.0' },
      subject: { kind: 'tarball', spec: './x.tgz' },
      sizes: { files: 2, biggest: [{ path: 'big', size: 2000 }, { path: 'package.json' }] },
    });
    expect(report.policy).toBeUndefined();
  });

  test('that is hostile has findings, and is no bad input', async () => {
    giveTarball({}, [{ path: 'package/../../outside' }]);
    const result = await inspect(['./x.tgz', '--json']);
    expect(describeEnd(result)).toBe('exit 1');
    expect(codesIn(result)).toEqual(['tarball-path-unsafe']);
    expect(existsSync(join(root, 'outside'))).toBe(false);
    writeFileSync(join(cwd, 'x.tgz'), 'no tarball');
    expect(codesIn(await inspect(['./x.tgz', '--json']))).toEqual(['tarball-not-gzip']);
  });

  test('as SARIF', async () => {
    giveTarball();
    const result = await inspect(['./x.tgz', '--sarif']);
    const log = parseAs('sarif', JSON.parse(result.stdout), 'stdout');
    expect(log.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['readme-missing', 'license-missing']);
  });
});

describe('the policy', () => {
  test('that lies here is used when it names the package, and else left alone', async () => {
    giveTarball();
    givePolicy({ rules: nothing });
    expect(codesIn(await inspect(['./x.tgz', '--json']))).toEqual([]);
    givePolicy({ rules: nothing, npm: { ...policy.npm, packages: ['y'] } });
    expect(codesIn(await inspect(['./x.tgz', '--json']))).toEqual(['readme-missing', 'license-missing']);
  });

  test('that is named must speak of the package', async () => {
    giveTarball();
    givePolicy({ npm: { ...policy.npm, packages: ['y'] } }, 'other.json');
    const result = await inspect(['./x.tgz', '--policy', 'other.json']);
    expect(describeEnd(result)).toBe('exit 2');
    expect(result.stderr).toContain('policy-for-another-package');
  });

  test('with a rule that there is not is bad input, with the nearest one', async () => {
    giveTarball();
    givePolicy({ rules: { 'readme-mising': 'off' } });
    const result = await inspect(['./x.tgz', '--json']);
    expect(describeEnd(result)).toBe('exit 2');
    expect(parseAs('command-failure', JSON.parse(result.stdout), 'stdout').findings).toMatchObject([
      { code: 'policy-rule-unknown', remediation: 'Write "readme-missing", or take it out.' },
    ]);
  });
});

test('a source directory is packed elsewhere, and stays as it was', async () => {
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.0.0', scripts: { prepack: 'node change.cjs' } }),
  );
  writeFileSync(
    join(cwd, 'change.cjs'),
    "const fs = require('fs'); const j = JSON.parse(fs.readFileSync('package.json')); j.type = 'module'; fs.writeFileSync('package.json', JSON.stringify(j));",
  );
  const result = await inspect(['.', '--json']);
  expect(codesIn(result)).toContain('manifest-changed');
  expect(readdirSync(cwd).sort()).toEqual(['change.cjs', 'package.json']);
  expect(readdirSync(tmp)).toEqual([]);
});

test('Ctrl-C while packing ends with 130 and leaves nothing', async () => {
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.0.0', scripts: { prepack: 'node wait.cjs' } }),
  );
  writeFileSync(
    join(cwd, 'wait.cjs'),
    "process.kill(Number(require('fs').readFileSync('pid')), 'SIGINT'); setTimeout(() => {}, 60000);",
  );
  const script = `echo $$ > pid; exec "${process.execPath}" "${launcher}" inspect .`;
  const result = await run(['/bin/sh', '-c', script], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: root, TMPDIR: tmp },
    timeoutMs: 60_000,
  });
  expect(describeEnd(result)).toBe('exit 130');
  expect(readdirSync(tmp)).toEqual([]);
});

test('--rules lists every finding with its severity, and needs no subject', async () => {
  const [text, json] = await Promise.all([inspect(['--rules']), inspect(['--rules', '--json'])]);
  expect(text.stdout).toMatch(/^ {2}tarball-path-unsafe +error$/m);
  const { rules } = parseAs('inspection-rules', JSON.parse(json.stdout), 'stdout');
  expect(rules).toContainEqual(expect.objectContaining({ code: 'readme-missing', severity: 'warning' }));
});

test('without a subject it says what is missing', async () => {
  const result = await inspect([]);
  expect(describeEnd(result)).toBe('exit 2');
  expect(result.stderr).toContain("missing argument 'subject'");
});
