import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapters } from './adapters.ts';
import type { Calling } from './manager.ts';

/** What a manager really said when it installed a package from a throwaway registry, or could not. */
function said(what: string): { stdout: string; stderr: string } {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'samples', `${what}.json`), 'utf8'));
}

const calling: Calling = {
  program: ['/node', '/manager.js'],
  version: '12.2.0',
  package: { name: '@scope/tool', version: '1.2.3', bin: 'tool' },
  registry: 'http://127.0.0.1:4873/run/',
  others: 'http://others/',
  places: { config: '/cell/config', cache: '/cell/cache', prefix: '/cell/prefix' },
  path: '/cell/bin:/usr/bin',
  network: {},
};
const unscoped: Calling = { ...calling, package: { ...calling.package, name: 'tool' }, others: calling.registry };
const all = Object.values(adapters);

describe('why an install failed, in one line of its own words', () => {
  test.for([
    ['npm', 'npm12-no-package', 'ETARGET No matching version found for @kaelio/ktx@9.9.9.'],
    ['npm', 'npm12-down', 'ECONNREFUSED FetchError: request to http://127.0.0.1:4873/@kaelio%2fktx failed'],
    ['npm', 'npm12-answers-500', 'E500 500 Internal Server Error - GET'],
    ['npm', 'npm12-garbage', 'invalid json response body'],
    [
      'pnpm',
      'pnpm-no-package',
      'ERR_PNPM_NO_MATCHING_VERSION Failed to resolve dependency tree: No matching version found for @kaelio/ktx@9.9.9 while fetching it from http://127.0.0.1:4873/run1/',
    ],
    [
      'pnpm',
      'pnpm-down',
      'ERR_PNPM_RESOLVING_NPM_RESOLVER_NETWORK_ERROR Failed to fetch metadata from http://127.0.0.1:4873/@kaelio%2Fktx: error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)',
    ],
    ['pnpm', 'pnpm-answers-500', '(500 Internal Server Error)'],
    ['pnpm', 'pnpm-garbage', 'Failed to decode metadata'],
    ['yarn', 'yarn-no-package', 'YN0082 @kaelio/ktx@npm:9.9.9: No candidates found'],
    ['yarn', 'yarn-down', 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION'],
    ['yarn', 'yarn-answers-500', 'YN0035 Response Code: 500 (Internal Server Error)'],
    ['yarn', 'yarn-garbage', 'is not valid JSON'],
    ['yarn', 'yarn-bundled', 'YN0035 @kaelio/ktx-processes@npm:0.1.0: Package not found'],
    ['bun', 'bun-no-package', 'No version matching "9.9.9" found for specifier "@kaelio/ktx"'],
    ['bun', 'bun-down', 'ConnectionRefused downloading package manifest @kaelio/ktx'],
    ['bun', 'bun-answers-500', '- 500'],
    ['bun', 'bun-garbage', 'parsing package manifest for @kaelio/ktx'],
    ['bun', 'bun-bundled', '@kaelio/ktx-processes@0.1.0 failed to resolve'],
  ] as const)('%s: %s', ([name, sample, words]) => {
    const reason = adapters[name].reason(said(sample));
    expect(reason).toContain(words);
    expect(reason).not.toMatch(/\n/);
    expect(reason.length).toBeLessThanOrEqual(400);
  });

  test.for(all)('$name: one that was killed says nothing', (adapter) => {
    expect(adapter.reason({ stdout: '', stderr: '' })).toBe('it said nothing');
    expect(adapter.reason({ stdout: '', stderr: 'Killed\n' })).toBe('Killed');
  });
});

test('an install that ran no install script by default says so, one that runs them does not', () => {
  expect(adapters.npm.blockedScripts(said('npm12-scripts'), '12.2.0')).toBe(true);
  expect(adapters.npm.blockedScripts(said('npm11-scripts'), '11.21.2')).toBe(false);
  for (const name of ['pnpm', 'yarn', 'bun'] as const) {
    expect(adapters[name].blockedScripts(said(`${name}-scripts`), '1.0.0'), name).toBe(true);
  }
  for (const [name, sample] of [
    ['npm', 'npm12-bundled'],
    ['pnpm', 'pnpm-bundled'],
  ] as const) {
    expect(adapters[name].blockedScripts(said(sample), '12.2.0'), name).toBe(false);
  }
});

describe.for(all)('$name', (adapter) => {
  const texts = (of: Calling): string =>
    [
      ...Object.values(adapter.settings(of)),
      ...Object.values(adapter.project(of).files),
      ...Object.values(adapter.once(of).files ?? {}),
      ...Object.values(adapter.once(of).home ?? {}),
    ].join('\n');

  test('sends the scope to the throwaway registry, and without a scope everything', () => {
    expect(texts(calling)).toMatch(/scope.*http:\/\/127\.0\.0\.1:4873\/run\//s);
    expect(texts(unscoped)).toContain('http://127.0.0.1:4873/run/');
    expect(texts(unscoped)).not.toContain('http://others/');
  });

  test('keeps its cache and its global commands in the cell', () => {
    const env = Object.values(adapter.env(calling)).join('\n');
    expect(env).toContain('/cell/cache');
    const global = adapter.global?.(calling);
    if (global) expect(global.run[0]).toMatch(/^\/cell\/prefix\/(bin\/)?tool$/);
    else expect(adapter.name).toBe('yarn');
  });

  test('finds its settings where it is told that they are, not in the home or the directory of the command', () => {
    const env = Object.values(adapter.env(calling));
    for (const path of Object.keys(adapter.settings(calling))) {
      expect(
        env.some((value) => value === path || value === dirname(path)),
        path,
      ).toBe(true);
    }
  });

  test('installs exactly that version, and runs the command by every way', () => {
    expect(adapter.project(calling).install).toContain('@scope/tool@1.2.3');
    const ways = [adapter.local(calling, '/project'), adapter.once(calling)];
    for (const way of ways) expect(way.run.at(-1)).toBe('tool');
    expect(adapter.once(calling).run.join(' ')).toContain('@scope/tool@1.2.3');
  });

  test('approves install scripts by name', () => {
    const plain = JSON.stringify(adapter.project(calling));
    const approved = JSON.stringify(adapter.project(calling, ['@scope/tool', 'native']));
    expect(plain).not.toContain('native');
    expect(approved).toContain('native');
  });

  test('a young version is not too young for it', () => {
    const said = JSON.stringify([adapter.settings(calling), adapter.env(calling), adapter.project(calling).files]);
    const rule = {
      npm: undefined,
      pnpm: '"pnpm_config_minimum_release_age":"0"',
      yarn: 'npmMinimalAgeGate',
      bun: 'minimumReleaseAge = 0',
    };
    const expected = rule[adapter.name];
    if (expected) expect(said).toContain(expected);
  });
});

test('pnpm says what it approves as its major knows it, and 10 has its global commands elsewhere', () => {
  const of = (version: string) =>
    adapters.pnpm.project({ ...calling, version }, ['native']).files['pnpm-workspace.yaml'];
  expect(of('10.2.0')).toContain('"onlyBuiltDependencies":["native"]');
  expect(of('12.0.0')).toContain('"allowBuilds":{"native":true}');
  expect(adapters.pnpm.global?.({ ...calling, version: '10.2.0' }).run).toEqual(['/cell/prefix/tool']);
});

test('the cell of pnpm has no hoisting, a local install of yarn is Plug and Play, its project is not', () => {
  expect(adapters.pnpm.project(calling).files['pnpm-workspace.yaml']).toContain('"hoist":false');
  expect(adapters.yarn.project(calling).files['.yarnrc-of-the-cell.yml']).toContain('"nodeLinker":"node-modules"');
  expect(adapters.yarn.local(calling, '/project').files?.['.yarnrc-of-the-cell.yml']).not.toContain('nodeLinker');
});

test("yarn's dlx, which heeds the settings of a project under their usual name only, has them as a user's own", () => {
  expect(adapters.yarn.once(calling).home?.['.yarnrc.yml']).toContain(
    '"npmRegistryServer":"http://127.0.0.1:4873/run/"',
  );
});
