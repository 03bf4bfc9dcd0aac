import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useUvStandIn } from './use-uv-stand-in.ts';

const { program, python, site, uv, uvWith, work } = useUvStandIn();

describe('uv venv', () => {
  test('makes an environment of the real interpreter, without pip, and says so on stderr', async () => {
    const made = await uv('venv', 'venv');
    expect(made).toMatchObject({ code: 0, stdout: '' });
    expect(made.stderr).toBe(
      [
        `Using CPython ${python().version} interpreter at: ${python().path}`,
        'Creating virtual environment at: venv',
        'Activate with: source venv/bin/activate\n',
      ].join('\n'),
    );
    expect(realpathSync(join(work(), 'venv/bin/python'))).toBe(python().path);
    expect(readFileSync(join(work(), 'venv/pyvenv.cfg'), 'utf8')).toContain(`home = ${join(python().path, '..')}\n`);
    expect(readdirSync(site())).toEqual([]);
    const asked = await program(
      'venv/bin/python',
      '-c',
      'import sys; print(sys.prefix, sys.prefix != sys.base_prefix)',
    );
    expect(asked.stdout).toBe(`${work()}/venv True\n`);
  });

  test('makes .venv when no directory is given, and takes one that is empty', async () => {
    mkdirSync(join(work(), '.venv'));
    expect(await uv('venv', '--quiet')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(work(), '.venv/pyvenv.cfg'))).toBe(true);
  });

  test('refuses an environment that exists, and replaces it with --clear or UV_VENV_CLEAR', async () => {
    await uv('venv', 'venv');
    writeFileSync(join(site(), 'mine'), '');
    const refused = await uv('venv', 'venv');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`Caused by: A virtual environment already exists at: ${work()}/venv`);
    expect(refused.stderr).toContain('hint: Use the `--clear` flag');
    expect(existsSync(join(site(), 'mine'))).toBe(true);
    expect(await uv('venv', '--clear', 'venv')).toMatchObject({ code: 0 });
    expect(readdirSync(site())).toEqual([]);
    writeFileSync(join(site(), 'mine'), '');
    expect(await uvWith({ UV_VENV_CLEAR: '1' }, 'venv', 'venv')).toMatchObject({ code: 0 });
    expect(readdirSync(site())).toEqual([]);
  });

  test('--clear does not follow links out of the environment', async () => {
    await uv('venv', 'venv');
    mkdirSync(join(work(), 'outside'));
    writeFileSync(join(work(), 'outside/file'), 'precious');
    symlinkSync(join(work(), 'outside'), join(work(), 'venv/link'));
    expect(await uv('venv', '--clear', 'venv')).toMatchObject({ code: 0 });
    expect(readFileSync(join(work(), 'outside/file'), 'utf8')).toBe('precious');
  });

  test('never clears a directory that is no environment, and writes into it with --allow-existing', async () => {
    mkdirSync(join(work(), 'project'));
    writeFileSync(join(work(), 'project/file'), 'precious');
    for (const flags of [[], ['--clear']]) {
      expect(await uv('venv', ...flags, 'project')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/directory/),
      });
    }
    expect(readdirSync(join(work(), 'project'))).toEqual(['file']);
    expect(await uv('venv', '--allow-existing', 'project')).toMatchObject({ code: 0 });
    expect(readFileSync(join(work(), 'project/file'), 'utf8')).toBe('precious');
    expect(existsSync(join(work(), 'project/pyvenv.cfg'))).toBe(true);
  });

  test('refuses a file in its place', async () => {
    writeFileSync(join(work(), 'venv'), '');
    const refused = await uv('venv', '--clear', 'venv');
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`File exists at \`${work()}/venv\``),
    });
  });

  test('takes an interpreter by path, by name and by version, and says which it does not find', async () => {
    const [major, minor] = python().version.split('.');
    for (const wanted of [python().path, 'python3', `${major}`, `${major}.${minor}`]) {
      expect(await uv('venv', '--clear', '--python', wanted, 'venv')).toMatchObject({ code: 0 });
      expect(readFileSync(join(work(), 'venv/pyvenv.cfg'), 'utf8')).toContain(`home = ${join(python().path, '..')}\n`);
    }
    for (const wanted of ['3.99', '/no/such/python', 'no-such-python']) {
      const refused = await uv('venv', `--python=${wanted}`, 'other');
      expect(refused).toMatchObject({
        code: 2,
        stderr: `error: No interpreter found for \`${wanted}\` in search path\n`,
      });
    }
    expect(existsSync(join(work(), 'other'))).toBe(false);
  });

  test('makes an environment of the base interpreter when started by the python of another', async () => {
    await uv('venv', 'venv');
    expect(await uv('venv', '--python', 'venv/bin/python', 'second')).toMatchObject({ code: 0 });
    expect(realpathSync(join(work(), 'second/bin/python'))).toBe(python().path);
    expect(readFileSync(join(work(), 'second/pyvenv.cfg'), 'utf8')).toContain(`home = ${join(python().path, '..')}\n`);
  });
});
