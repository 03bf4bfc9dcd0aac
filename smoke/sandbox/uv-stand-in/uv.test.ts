import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useUvStandIn } from './use-uv-stand-in.ts';

const { install, program, uv, wheel, work } = useUvStandIn();

describe('uv', () => {
  test('says that it is a stand-in', async () => {
    expect(await uv('--version')).toMatchObject({ code: 0, stdout: 'uv 0.0.0 (shakedown stand-in)\n', stderr: '' });
  });

  test.each([
    [['pip', 'list'], '`uv pip list` is not one of'],
    [[], '`uv ` is not one of'],
    [['venv', '--seed'], "unexpected argument '--seed' found"],
    [['venv', 'a', 'b'], "unexpected argument 'b' found"],
    [['pip', 'install', '-r', 'x.txt'], "unexpected argument '-r' found"],
    [['pip', 'install', '--python'], "a value is required for '--python' but none was supplied"],
    [['pip', 'install'], 'the following required arguments were not provided: <WHEEL>'],
  ])('refuses what it does not know: uv %j', async (args, message) => {
    const result = await uv(...args);
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: .*\n$/) });
    expect(result.stderr).toContain(message);
  });

  test('leaves no traces beside itself', async () => {
    await install(wheel());
    expect(await program('uv', '--version')).toMatchObject({ kind: 'spawnFailed' });
    symlinkSync(join(import.meta.dirname, 'uv'), join(work(), 'uv'));
    expect(await program('uv', '--version')).toMatchObject({ code: 0, stdout: 'uv 0.0.0 (shakedown stand-in)\n' });
    expect(readdirSync(import.meta.dirname).filter((name) => name.includes('cache'))).toEqual([]);
  });
});
