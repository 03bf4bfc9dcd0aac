import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useUvStandIn } from './use-uv-stand-in.ts';

const { install, program, python, site, uv, uvWith, wheel, work } = useUvStandIn();

describe('uv pip install', () => {
  test('puts a wheel into the environment, with its command, and says so on stderr', async () => {
    const file = wheel();
    const installed = await install(file);
    expect(installed).toMatchObject({ code: 0, stdout: '' });
    expect(installed.stderr.replace(/\d+ms/g, 'Nms')).toBe(
      [
        `Using Python ${python().version} environment at: ${work()}/venv`,
        'Resolved 1 package in Nms',
        'Installed 1 package in Nms',
        ` + tiny==1.0 (from file://${file})\n`,
      ].join('\n'),
    );
    const said = await program('venv/bin/tiny-hello', 'a b');
    expect(said).toMatchObject({ code: 7, stdout: `tiny 1.0 ${work()}/venv a b\n`, stderr: '' });
  });

  test('leaves a RECORD of every file, with its hash', async () => {
    await install(wheel({ files: { 'tiny/a,b.txt': 'x' } }));
    const record = readFileSync(join(site(), 'tiny-1.0.dist-info/RECORD'), 'utf8').trimEnd().split('\n');
    const hashed = record.filter((line) => !line.endsWith('/RECORD,,'));
    expect(record.length - hashed.length).toBe(1);
    expect(hashed).toHaveLength(9);
    for (const line of hashed) {
      const [, quoted, plain, hash, size] = /^(?:"(.*)"|([^,]*)),sha256=([^,]*),(\d+)$/.exec(line) ?? [];
      const data = readFileSync(join(site(), quoted ?? plain ?? ''));
      expect([createHash('sha256').update(data).digest('base64url'), data.length]).toEqual([hash, Number(size)]);
    }
    expect(readdirSync(join(work(), 'venv')).filter((name) => name.startsWith('.uv'))).toEqual([]);
  });

  test.each(['with space', 'ünïcode €', "quo'te", 'x'.repeat(230)])(
    'works in an environment named %s',
    async (name) => {
      expect(await uv('venv', name)).toMatchObject({ code: 0 });
      expect(await uv('pip', 'install', '--python', `${name}/bin/python`, wheel())).toMatchObject({ code: 0 });
      const said = await program(`${name}/bin/tiny-hello`, 'x y', '$z');
      expect(said).toMatchObject({ code: 7, stdout: `tiny 1.0 ${work()}/${name} x y $z\n`, stderr: '' });
    },
  );

  test('finds the active environment, or .venv here', async () => {
    expect(await uv('pip', 'install', wheel())).toMatchObject({ code: 2, stderr: expect.stringContaining('uv venv') });
    await uv('venv');
    await uv('venv', 'active');
    expect(await uv('pip', 'install', wheel())).toMatchObject({ code: 0 });
    expect(existsSync(join(site('.venv'), 'tiny'))).toBe(true);
    const env = { VIRTUAL_ENV: join(work(), 'active') };
    expect(await uvWith(env, 'pip', 'install', wheel())).toMatchObject({ code: 0 });
    expect(existsSync(join(site('active'), 'tiny'))).toBe(true);
  });

  test('replaces an earlier version, and all of its files', async () => {
    await install(wheel({ files: { 'tiny/old.py': '', 'tiny/sub/old.py': '' } }));
    // Running it makes the cache of byte code that is not in RECORD.
    await program('venv/bin/tiny-hello');
    const again = await install(wheel());
    expect(again.stderr).toContain(' ~ tiny==1.0 (from ');
    expect(readdirSync(join(site(), 'tiny'))).toEqual(['__init__.py']);
    const newer = await install(wheel({ version: '2.0' }));
    expect(newer.stderr).toMatch(/ - tiny==1\.0\n \+ tiny==2\.0 /);
    expect(readdirSync(site()).toSorted()).toEqual(['tiny', 'tiny-2.0.dist-info']);
    expect((await program('venv/bin/tiny-hello')).stdout).toContain('tiny 2.0');
  });

  test('gives scripts of the wheel the interpreter of the environment', async () => {
    const script = '#!python\nimport sys; print(sys.prefix)\n';
    await install(wheel({ files: { 'tiny-1.0.data/scripts/tool': script, 'tiny-1.0.data/data/share/x': 'x' } }));
    expect((await program('venv/bin/tool')).stdout).toBe(`${work()}/venv\n`);
    expect(statSync(join(work(), 'venv/bin/tool')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(work(), 'venv/share/x'), 'utf8')).toBe('x');
  });
});
