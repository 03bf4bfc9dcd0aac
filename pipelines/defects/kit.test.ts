import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Defect } from '../../schemas/types.ts';
import { findContract } from '../../smoke/contract.ts';
import { run } from '../../smoke/process/run.ts';
import { InputError } from '../findings/errors.ts';
import { listSmokes } from '../smokes/run-smokes.ts';
import { editsOf, staleIn } from './edits.ts';
import { areas, chooseFrom, inOrderOfWork, loadKit, referencePackage } from './kit.ts';

let dir: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'kit-')));
});
afterEach(() => rm(dir, { recursive: true }));

/** Smokes that the kit's package has nothing for, and what shows that they catch something. */
const caughtElsewhere = {
  'status > the checks are told, and say how to mend what fails': 'another contract: pipelines/e2e/contracts.test.ts',
};

describe('the kit', () => {
  test('has at least sixty defects, in every area', async () => {
    const kit = await loadKit();
    expect(kit.length).toBeGreaterThanOrEqual(60);
    expect([...new Set(kit.map(({ area }) => area))]).toEqual(areas);
  });

  test('fits the reference package', async () => {
    expect(await staleIn(await loadKit(), referencePackage)).toEqual([]);
  });

  test('names all smokes that there are, and no others', async () => {
    const { contract } = findContract('ktx-runtime@1');
    const names = (await listSmokes(contract.name, contract.suites)).map(({ name }) => name);
    const named = (await loadKit()).flatMap(({ caughtBy }) => ('smoke' in caughtBy ? [caughtBy.smoke] : []));
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
    // A smoke that no defect names may be one that catches nothing: show what it catches, or remove it.
    expect(names.filter((name) => !named.includes(name))).toEqual(Object.keys(caughtElsewhere));
  });

  test('breaks what programs do, not whether they can be read', async () => {
    const programs: Record<'js' | 'py', string[]> = { js: [], py: [] };
    for (const { id, change } of await loadKit()) {
      for (const [file, content] of await editsOf(id, change, referencePackage)) {
        const kind = content && ({ '.js': 'js', '.mjs': 'js', '.py': 'py' } as const)[extname(file)];
        if (!kind) continue;
        const path = join(dir, `${id}-${programs[kind].length}.${kind}`);
        await writeFile(path, content);
        programs[kind].push(path);
      }
    }
    expect(Math.min(programs.js.length, programs.py.length)).toBeGreaterThan(5);
    const readAll = `
      import { readFileSync } from 'node:fs';
      import { SourceTextModule } from 'node:vm';
      for (const identifier of process.argv.slice(1)) new SourceTextModule(readFileSync(identifier, 'utf8'), { identifier });`;
    const node = [process.execPath, '--experimental-vm-modules', '--no-warnings', '--input-type=module', '-e'] as const;
    const env = { PATH: process.env.PATH ?? '', PYTHONPYCACHEPREFIX: dir };
    const options = { cwd: dir, env, timeoutMs: 30_000 };
    for (const argv of [
      [...node, readAll, ...programs.js] as const,
      ['python3', '-m', 'py_compile', ...programs.py] as const,
    ]) {
      const result = await run(argv, options);
      expect(result, result.stderr).toMatchObject({ kind: 'exited', code: 0, stderr: '' });
    }
  });
});

const sound: Defect = {
  id: 'sound',
  area: 'prune',
  title: 'prune forgets',
  suffers: 'a full disk',
  change: [{ file: 'package.json', delete: true }],
  caughtBy: { smoke: 'prune > x' },
};

async function put(name: string, content: unknown): Promise<void> {
  await writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
}

test('what is wrong with any file of a kit is told at once', async () => {
  await put('sound.json', sound);
  await put('notes.md', 'no defect');
  await put('broken.json', '{');
  await put('other-name.json', sound);
  await put('wrong.json', { ...sound, id: 'wrong', area: 'weather', change: [{ file: '../escape', delete: true }] });
  const error = await loadKit(dir).catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw error;
  const places = error.findings.map(({ code, where }) => `${code} ${where.file}${where.pointer ?? ''}`);
  expect([...new Set(places)]).toEqual(
    expect.arrayContaining([
      'defect-unreadable fixtures/defects/broken.json',
      'defect-invalid fixtures/defects/other-name.json/id',
      'defect-invalid fixtures/defects/wrong.json/area',
      'defect-invalid fixtures/defects/wrong.json/change/0/file',
    ]),
  );
  const files = new Set(error.findings.map(({ where }) => where.file));
  expect([...files].toSorted()).toEqual(['broken', 'other-name', 'wrong'].map((id) => `fixtures/defects/${id}.json`));
});

test('a kit is sorted by area, as the tables are', async () => {
  await put('a.json', { ...sound, id: 'a', area: 'recovery' });
  await put('b.json', { ...sound, id: 'b', area: 'packaging' });
  expect((await loadKit(dir)).map(({ id }) => id)).toEqual(['b', 'a']);
});

test('what waits longest is begun first, and nothing is left out', async () => {
  const kit = await loadKit();
  const ordered = inOrderOfWork(kit);
  expect(ordered.toSorted((a, b) => kit.indexOf(a) - kit.indexOf(b))).toEqual(kit);
  expect([...new Set(ordered.map(({ area }) => area))].slice(0, 3)).toEqual(['recovery', 'concurrency', 'packaging']);
});

test('defects are chosen by a part of their id, area or title', () => {
  const kit: Defect[] = [sound, { ...sound, id: 'x', area: 'daemon', title: 'the Daemon Dies' }];
  const chosen = (...only: string[]): string[] => chooseFrom(kit, only).map(({ id }) => id);
  expect([chosen(), chosen('SOUND'), chosen('dae'), chosen('dies')]).toEqual([['sound', 'x'], ['sound'], ['x'], ['x']]);
  expect(chosen('dies', 'sound')).toEqual(['sound', 'x']);
  expect(() => chosen('sound', 'nothing')).toThrow('--only nothing: none of 2 defects');
});
