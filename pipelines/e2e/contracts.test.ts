import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../../schemas/types.ts';
import { run } from '../../smoke/process/run.ts';
import { packageRoot } from '../version.ts';
import { exitOf, onlyReport, openWorkplace, referencePackage, type Workplace } from './workplace.ts';

/** The package as later versions have it, below the workplace. */
async function makeAdmin(place: Workplace): Promise<string> {
  const to = join(place.dir, 'ktx-admin');
  const program = join(packageRoot, 'fixtures', 'ktx-admin', 'make.mjs');
  const options = { cwd: place.dir, env: place.env, timeoutMs: 30_000 };
  const made = await run([process.execPath, program, referencePackage, to], options);
  expect(made, made.stderr).toMatchObject({ kind: 'exited', code: 0 });
  return to;
}

/** Changes the policy of the workplace. */
async function amendPolicy(place: Workplace, fields: object): Promise<void> {
  const file = join(place.dir, 'release-policy.json');
  const policy: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...Object(policy), ...fields }));
}

const adminPolicy = {
  contract: 'ktx-admin-runtime@1',
  suites: ['ktx-admin-runtime@1', 'ktx-hardening'].map((name) => ({ name, smokes: 'required' })),
};

function named({ smokes }: Report, outcome: Report['smokes'][number]['outcome']): string[] {
  return smokes.filter((smoke) => smoke.outcome === outcome).map(({ name }) => name);
}

test('a package under another contract passes the same smokes; what it has not is not applicable', async () => {
  await using place = await openWorkplace();
  const source = await makeAdmin(place);
  await amendPolicy(place, adminPolicy);
  const result = await place.shakedown(['verify', source]);
  expect(exitOf(result), result.stdout).toBe(0);
  const report = await onlyReport(place);
  expect(report).toMatchObject({ suite: 'ktx-admin-runtime@1', partial: false, state: 'passed' });
  expect([named(report, 'failed'), named(report, 'skipped')]).toEqual([[], []]);
  const stems = new Set(named(report, 'not-applicable').map((name) => name.split(' > ')[0]));
  expect([...stems].toSorted()).toEqual(['damaged', 'doctor', 'odd-places', 'output', 'prune', 'prune-bounds']);
  expect(named(report, 'passed')).toContain('status > the checks are told, and say how to mend what fails');
  expect(report.smokes.find(({ name }) => name.startsWith('prune >'))?.reason).toBe('ktx-admin-runtime@1 has no prune');
});

test('checks that are folded into status are held to the contract too', async () => {
  await using place = await openWorkplace();
  const source = await makeAdmin(place);
  await amendPolicy(place, adminPolicy);
  const file = join(source, 'dist', 'commands', 'runtime-status.js');
  const text = await readFile(file, 'utf8');
  const silent = text.replace('      ...checks,\n', '');
  expect(silent).not.toBe(text);
  await writeFile(file, silent);
  const name = 'status > the checks are told, and say how to mend what fails';
  const result = await place.shakedown(['verify', source, '--only', name]);
  expect(exitOf(result), result.stdout).toBe(1);
  expect(named(await onlyReport(place), 'failed')).toEqual([name]);
});

test('a package is held to the contract that its policy names', async () => {
  await using place = await openWorkplace();
  await amendPolicy(place, adminPolicy);
  const result = await place.shakedown(['verify', '--only', 'status >']);
  expect(exitOf(result)).toBe(1);
  const report = await onlyReport(place);
  expect(named(report, 'passed')).toEqual([]);
  expect(result.stdout).toContain('Unknown command: admin');
});

test('an advisory failure is shown and fails no release, until the policy requires that smoke', async () => {
  await using place = await openWorkplace();
  const source = await place.copyOfReference();
  const file = join(source, 'dist', 'runtime', 'prune.js');
  const text = await readFile(file, 'utf8');
  const careless = text.replace('    .filter((entry) => isRuntime(join(layout.runtimeRoot, entry.name)))\n', '');
  expect(careless).not.toBe(text);
  await writeFile(file, careless.replace(' && validVersion(entry.name) === entry.name', ''));
  const name = 'prune-bounds > what is no runtime is neither listed nor removed';
  const args = ['verify', source, '--suite', 'ktx-hardening', '--only', 'prune-bounds >'];

  const advised = await place.shakedown(args);
  expect(exitOf(advised), advised.stdout).toBe(0);
  expect(advised.stdout).toMatch(/^PASS .*1 advisory smoke failed/);
  expect(advised.stdout).not.toContain('is releasable');
  expect(advised.stdout).toContain(`${name}  ktx/hardening/prune-bounds.smoke.ts  (advisory)`);
  expect(advised.stdout).toContain(`--only '${name}'`);

  await amendPolicy(place, { smokes: { [name]: 'required' } });
  const required = await place.shakedown(args);
  expect(exitOf(required), required.stdout).toBe(1);
  expect(required.stdout).toMatch(/^FAIL /);
});

test.for([
  ['--suite', 'ktx-hardning', /suite-unknown.* found "ktx-hardning" Next: Use --suite ktx-hardening\.\n$/],
  ['--policy', 'other.json', /policy-smoke-unknown: other\.json#\/smokes\/prune > nothing: .*\n$/],
] as const)('%s %s is bad input, told in one line', async ([option, value, says]) => {
  await using place = await openWorkplace();
  await amendPolicy(place, { smokes: { 'prune > nothing': 'advisory' } });
  const policy = await readFile(join(place.dir, 'release-policy.json'), 'utf8');
  await writeFile(join(place.dir, 'other.json'), policy);
  await amendPolicy(place, { smokes: {} });
  const result = await place.shakedown(['verify', option, value]);
  expect([exitOf(result), result.stdout]).toEqual([2, '']);
  expect(result.stderr).toMatch(says);
});
