import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finding } from '../../findings/finding.ts';
import { type NpmCommand, npmCommand } from '../../npm/npm.ts';
import { NotReady } from '../../run/store-fault.ts';
import type { InspectOptions } from './inspect.ts';
import { npmCorrections } from './npm-corrections.ts';
import { type Fields, sampleTests, sound } from './sample-package.ts';

const { inspect, dir } = sampleTests();

const path = process.env.PATH ?? '';
const onPath = path
  .split(delimiter)
  .map((folder) => join(folder, 'npm'))
  .find((file) => existsSync(file));
const npm = npmCommand({
  node: { path: process.execPath, version: process.version },
  npm: { path: realpathSync(onPath ?? expect.fail('npm is not on PATH')), version: 'as found' },
});

const withNpm = (run: NpmCommand): Partial<InspectOptions> => ({
  rules: [npmCorrections],
  npm: async () => ({ run, env: { PATH: path, HOME: dir(), npm_config_cache: join(dir(), 'cache') } }),
});

const told = async (fields: Fields): Promise<unknown[]> =>
  (await inspect(fields, sound, withNpm(npm)))
    .map(({ code, args }) => [code, args.pointer, args.expected ?? args.found])
    .sort();

describe('what npm writes otherwise when it publishes', () => {
  test('nothing, of a sound package, however its command is written', async () => {
    expect(await told({})).toEqual([]);
    expect(await told({ bin: './dist/bin.js' })).toEqual([]);
  });

  test('is said with its place and both values', async () => {
    const fields = { repository: 'github:me/x', scripts: { a: 1 }, bin: { x: '../dist/bin.js', y: '' } };
    expect(await told(fields)).toEqual([
      ['npm-corrects', '/repository', '{"type":"git","url":"git+https://github.com/me/x.git"}'],
      ['npm-removes', '/bin/y', '""'],
      ['npm-removes', '/scripts/a', '1'],
    ]);
  });

  test('is not known when npm fails', async () => {
    const failing: NpmCommand = (_args, options) => npm(['no-such-command'], options);
    const findings = await inspect({}, sound, withNpm(failing));
    expect(findings).toMatchObject([{ code: 'npm-corrections-unknown', args: { how: 'exit 1' } }]);
  });

  test('is not asked where there is no npm', async () => {
    const args = { expected: 'npm', found: 'none', advice: 'Install it.' };
    const absent = async () => {
      throw new NotReady(finding('inspect-not-ready', args));
    };
    expect(await inspect({}, sound, { rules: [npmCorrections], npm: absent })).toEqual([]);
    expect(await inspect({}, sound, { rules: [npmCorrections] })).toEqual([]);
  });
});
