import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TinyWheel } from './tiny-wheel.ts';
import { useUvStandIn } from './use-uv-stand-in.ts';

const { install, program, python, site, uv, wheel, work } = useUvStandIn();

describe('uv pip install refuses', () => {
  const refusals: [string, TinyWheel, number, RegExp][] = [
    [
      'a changed file',
      { record: (text) => text.replace(/(__init__.py,sha256=)./, '$1_') },
      2,
      /__init__\.py: expected sha256=_/,
    ],
    [
      'a file that RECORD lacks',
      { record: (text) => text.replace(/^tiny\/.*\n/, '') },
      2,
      /__init__\.py is not in its RECORD/,
    ],
    [
      'a file that is not there',
      { record: (text) => `${text}tiny/x.py,sha256=a,1\n` },
      2,
      /x\.py is in its RECORD and not/,
    ],
    [
      'no RECORD entry with a hash',
      { record: (text) => text.replace(/sha256=[^,]*/, '') },
      2,
      /expected , found sha256=/,
    ],
    ['no METADATA', { files: { 'tiny-1.0.dist-info/METADATA': undefined } }, 2, /METADATA is missing/],
    ['no WHEEL', { files: { 'tiny-1.0.dist-info/WHEEL': undefined } }, 2, /WHEEL is missing/],
    ['another format', { files: { 'tiny-1.0.dist-info/WHEEL': 'Wheel-Version: 2.0\n' } }, 2, /format version 2\.0/],
    [
      'another name inside',
      { files: { 'tiny-1.0.dist-info/METADATA': 'Name: big\nVersion: 1.0\n' } },
      2,
      /it is big 1\.0/,
    ],
    ['a path out', { files: { '../out': 'x' } }, 2, /'\.\.\/out' leads out of it/],
    ['an absolute path', { files: { '/tmp/out': 'x' } }, 2, /leads out of it/],
    ['a path out of the data', { files: { 'tiny-1.0.data/data/../../out': 'x' } }, 2, /leads out of it/],
    ['a link', { files: { 'tiny/link': '/etc' }, modes: { 'tiny/link': 0o120777 } }, 2, /tiny\/link is a link/],
    ['a platform', { tag: 'cp311-cp311-linux_x86_64' }, 2, /not a pure-Python wheel/],
    ['Python 2', { tag: 'py2-none-any' }, 2, /not a pure-Python wheel/],
    ['platform files inside', { purelib: false }, 2, /not a pure-Python wheel/],
    ['platform files apart', { files: { 'tiny-1.0.data/platlib/x.so': '' } }, 2, /platlib\/x\.so, which/],
    [
      'a requirement',
      { metadata: ['Requires-Dist: requests'] },
      1,
      /tiny==1\.0 depends on `requests`, which is not installed/,
    ],
    ['a marker it cannot judge', { metadata: ['Requires-Dist: a; sys_platform == "x"'] }, 1, /depends on `a;/],
    ['a later Python', { metadata: ['Requires-Python: >=3.99'] }, 1, /does not satisfy Python>=3\.99/],
    ['an odd Python', { metadata: ['Requires-Python: >=3.8rc1'] }, 2, /cannot judge whether/],
    [
      'an odd entry point',
      { files: { 'tiny-1.0.dist-info/entry_points.txt': '[console_scripts]\nx = a b:c\n' } },
      2,
      /x = a b:c/,
    ],
  ];

  test.each(refusals)('%s, and nothing is installed', async (_, options, code, message) => {
    const refused = await install(wheel(options));
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toMatch(message);
    expect(refused.stderr).not.toContain('Traceback');
    expect(readdirSync(site())).toEqual([]);
    expect(readdirSync(join(work(), 'venv')).filter((name) => name.startsWith('.uv'))).toEqual([]);
    expect(existsSync(join(work(), 'venv/bin/tiny-hello'))).toBe(false);
  });

  test.each([
    ['requests', 'is not the path of a wheel'],
    ['./tiny-1.0.tar.gz', 'is not the path of a wheel'],
    ['./gone-1.0-py3-none-any.whl', 'Distribution not found at: file://'],
  ])('%s', async (what, message) => {
    expect(await install(what)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('a file that is no archive', async () => {
    writeFileSync(join(work(), 'tiny-1.0-py3-none-any.whl'), 'PK not really');
    const refused = await install('tiny-1.0-py3-none-any.whl');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Failed to read `tiny-1.0') });
    expect(refused.stderr).not.toContain('Traceback');
  });

  test('a Python that is no environment', async () => {
    const refused = await uv('pip', 'install', '--python', python().path, wheel());
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is no virtual environment') });
  });

  test('and keeps what was installed before', async () => {
    await install(wheel());
    const broken = wheel({ version: '2.0', record: (text) => text.replace(/sha256=./, 'sha256=_') });
    expect(await install(broken)).toMatchObject({ code: 2 });
    expect(await program('venv/bin/tiny-hello')).toMatchObject({
      code: 7,
      stdout: expect.stringContaining('tiny 1.0'),
    });
  });
});
