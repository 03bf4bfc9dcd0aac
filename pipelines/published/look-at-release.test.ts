import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplePolicy } from '../publishing/sample-facts.ts';
import { type NpmBench, openNpmBench } from '../registry/npm-bench.ts';
import { publishArtifact } from '../registry/publish.ts';
import type { Registry } from '../registry/registry.ts';
import type { ExpectedBytes } from './expected-bytes.ts';
import { type Ground, lookAtRelease, type PublishedRelease } from './look-at-release.ts';
import { publishedReport } from './published-report.ts';
import { openStranger, type Stranger } from './stranger.ts';

let bench: NpmBench;
let registry: Registry;
let stranger: Stranger;
beforeAll(async () => {
  bench = openNpmBench();
  registry = await bench.registry('@scope/x');
  const dir = bench.dir('stranger');
  mkdirSync(join(dir, 'box'));
  const env = { PATH: process.env.PATH, HOME: bench.root, SHAKEDOWN_CACHE: bench.dir('cache') };
  stranger = await openStranger(dir, 'the-mark', { env, signal: new AbortController().signal });
});
afterAll(async () => {
  await stranger[Symbol.asyncDispose]();
  await bench[Symbol.asyncDispose]();
});

test('nobody looks at a release where the host would provide what the package has not declared', async () => {
  const dir = bench.dir('elsewhere');
  const modules = join(dir, 'node_modules');
  mkdirSync(join(modules, 'undeclared'), { recursive: true });
  const env = { PATH: process.env.PATH, HOME: bench.root, SHAKEDOWN_CACHE: bench.dir('cache') };
  const opening = openStranger(join(dir, 'run'), 'the-mark', { env, signal: new AbortController().signal });
  await expect(opening).rejects.toMatchObject({
    findings: [{ code: 'published-not-ready', args: { found: modules } }],
  });
});

/** Publishes a package whose command prints this. @returns its integrity */
async function publish(version: string, prints: string, more: object = {}): Promise<string> {
  const artifact = await bench.artifact(
    { name: '@scope/x', version, bin: { x: 'cli.js' }, ...more },
    { 'cli.js': `#!/usr/bin/env node\n${prints}\n` },
  );
  const { npm, env, userconfig } = bench;
  await publishArtifact(artifact, { registry: registry.url, tag: 'latest', npm, userconfig, env, timeoutMs: 60_000 });
  return artifact.manifest.integrity;
}

async function looked(version: string, known: ExpectedBytes = { known: 'nobody' }, ground: Partial<Ground> = {}) {
  const release: PublishedRelease = {
    name: '@scope/x',
    version,
    registry: registry.url,
    policy: samplePolicy,
    command: 'x',
    known,
    withinMs: 0,
  };
  const { found, visible } = await lookAtRelease(release, {
    ...stranger.groundFor(release.name, release.registry),
    ...ground,
  });
  return publishedReport(found, visible);
}

test('a release that works by every way passes, with the bytes that are known; what is not offered is not passed', async () => {
  const integrity = await publish('1.0.0', "console.log('@scope/x 1.0.0')");
  const report = await looked('1.0.0', { known: 'x', expected: { integrity, from: 'its publish' } });
  expect(report).toMatchObject({
    verdict: 'passed',
    exitCode: 0,
    identity: [{ same: true }, { same: true }],
    ways: [
      { way: 'npx', outcome: 'passed', says: '1.0.0', identity: 'same' },
      { way: 'local', outcome: 'passed', says: '1.0.0', identity: 'same' },
      { way: 'global', outcome: 'passed', says: '1.0.0', identity: 'same' },
    ],
    signatures: { outcome: 'not-offered' },
    provenance: { outcome: 'not-offered' },
    distTags: { latest: '1.0.0' },
    findings: [],
  });
  expect(report.line).toContain('signatures not-offered');
});

test('a command that says another version, changes its own files and leaves a process, or fails, fails every way', async () => {
  const leaves = "require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref()";
  await publish('1.1.0', `console.log('1.0.0')\nrequire('fs').appendFileSync(__filename, '// changed')\n${leaves}`);
  const says = await looked('1.1.0');
  expect(says).toMatchObject({ verdict: 'failed', exitCode: 1 });
  expect(says.findings.map(({ code, args }) => [code, args.way, args.found ?? args.files ?? args.count])).toEqual(
    ['npx', 'local', 'global'].flatMap((way) => [
      ['published-way-says-other', way, '1.0.0'],
      ['published-way-other-files', way, 'cli.js'],
      ['processes-left-behind', undefined, 1],
    ]),
  );
  await publish('1.2.0', "throw new Error('no module')");
  const fails = await looked('1.2.0');
  expect(fails.findings.map(({ code, args }) => [code, args.way])).toEqual(
    ['npx', 'local', 'global'].map((way) => ['published-way-failed', way]),
  );
  expect(fails.ways.map(({ identity }) => identity)).toEqual([undefined, 'same', 'same']);
});

test('a package that cannot be installed says so, with the reason of npm', async () => {
  await publish('1.3.0', '', { dependencies: { '@scope/none': '1.0.0' } });
  const report = await looked('1.3.0');
  const failed = report.findings.filter(({ code }) => code === 'published-way-failed');
  expect(report.provenance.outcome).toBe('not-checked');
  expect(failed.map(({ args }) => [args.way, /E404/.test(String(args.reason))])).toEqual([
    ['npx', true],
    ['local', true],
    ['global', true],
  ]);
});

test('bytes that are not those that were released are told, and nothing of them is run', async () => {
  const trace = join(bench.root, 'it-ran');
  await publish('1.4.0', `require('fs').writeFileSync(${JSON.stringify(trace)}, '')`);
  const other = `sha512-${'B'.repeat(86)}==`;
  const report = await looked('1.4.0', { known: 'x', expected: { integrity: other, from: 'its publish' } });
  expect(report).toMatchObject({ verdict: 'failed', ways: [], findings: [{ code: 'published-identity-differs' }, {}] });
  expect(() => writeFileSync(trace, '', { flag: 'wx' })).not.toThrow();
});

test('a version that is not shown is late, not failed, with what is known of its publish', async () => {
  const report = await looked('9.9.9', { known: 'it was published from here, today' });
  expect(report).toMatchObject({ verdict: 'not-yet-visible', exitCode: 4, ways: [], questions: 1 });
  expect(report.findings).toMatchObject([{ code: 'published-not-shown', severity: 'warning' }]);
  expect(report.findings[0]?.message).toContain('it was published from here, today');
});
