import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SmokeResult } from '../../schemas/types.ts';
import { type InstalledPackage, installStandIn, runSmokes } from './installed-package.ts';

let place: InstalledPackage;
let results: SmokeResult[];

const files = {
  'package.json': '{"name":"stand-in","version":"1.0.0"}',
  'cli.js': "#!/usr/bin/env node\nconsole.log('1.0.0');\n",
};

/** A package with a command that says 1.0.0, in a directory of its own. @returns the command */
function put(name: string, changes: Record<string, string>): [string] {
  const dir = join(place.root, name);
  mkdirSync(dir);
  for (const [path, text] of Object.entries({ ...files, ...changes }))
    writeFileSync(join(dir, path), text, { mode: 0o755 });
  return [join(dir, 'cli.js')];
}

beforeAll(async () => {
  place = await installStandIn();
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  const packedFiles = join(place.root, 'packed-files.json');
  writeFileSync(packedFiles, JSON.stringify({ name: 'stand-in', files: list, changedByScripts: false }));
  const ways = {
    local: { run: put('as-packed', {}) },
    once: { run: put('of-an-earlier-run', { 'cli.js': `${files['cli.js']}// of an earlier run\n` }) },
    global: { run: put('no-node', { 'cli.js': '#!/bin/sh\necho 1.0.0\n' }) },
  };
  const manager = { name: 'npm', version: '11.0.0' };
  ({ results } = await runSmokes('ways-in', {
    context: { ...place.context, cell: { id: 'npm@11-node@24', manager, packedFiles, ways } },
  }));
});
afterAll(() => place[Symbol.asyncDispose]());

/** Of the one smoke whose title holds this: how it came out, and what its steps were. */
function came(words: string) {
  const result = results.find(({ title }) => title.includes(words));
  return {
    outcome: result?.outcome,
    steps: result?.record?.steps.map(({ title, outcome }) => `${outcome} ${title}`),
  };
}

test('a way that runs what was packed passes, and says that it has', () => {
  expect(came('in a project')).toEqual({
    outcome: 'passed',
    steps: [
      'passed run',
      `passed it has the packed bytes: 2 files in ${join(place.root, 'as-packed')}`,
      'passed it says its version',
    ],
  });
});

test('a way that runs other bytes fails although the version is the right one, and says which', () => {
  const file = join(place.root, 'of-an-earlier-run', 'cli.js');
  expect(came('npx or its like')).toEqual({
    outcome: 'failed',
    steps: ['passed run', `failed it has other bytes than were packed: ${file}`],
  });
});

test('a way whose bytes nobody can tell passes, and claims nothing', () => {
  expect(came('globally')).toEqual({
    outcome: 'passed',
    steps: ['passed run', 'passed its bytes are not shown: no program of it ran by Node', 'passed it says its version'],
  });
});
