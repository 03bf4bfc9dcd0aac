import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calledAs, program } from './called-as.ts';
import { scratchDirectory } from './git/scratch-repository.ts';
import { packageRoot } from './version.ts';

test('where there is no command of that name it is said what to type: here the npm script, elsewhere the program', () => {
  const { dir } = scratchDirectory();
  const env = { PATH: dir };
  expect(calledAs({ env, cwd: packageRoot })).toBe('Here, shakedown is: npm run shakedown --');
  expect(calledAs({ env, cwd: dir })).toBe(`Here, shakedown is: node ${program}`);
  writeFileSync(join(dir, 'shakedown'), '#!/bin/sh\n');
  expect(calledAs({ env, cwd: dir })).toContain('node ');
  chmodSync(join(dir, 'shakedown'), 0o755);
  expect(calledAs({ env, cwd: dir })).toBeUndefined();
});
