import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Walkthrough } from '../../schemas/types.ts';
import { scratchDirectory } from '../git/scratch-repository.ts';
import { keepWalkthrough, readWalkthrough, writeWalkthrough } from './record.ts';
import { sampleWalkthrough } from './sample-walkthrough.ts';

/** A directory with a run in its store, and what a walkthrough says of its bytes. */
function withRun() {
  const { dir } = scratchDirectory();
  const aboutRun = (runId: string): NonNullable<Walkthrough['artifact']> => {
    const runDir = join(dir, '.shakedown', 'runs', runId);
    return { runId, runDir, file: 'x.tgz', sha256: 'a'.repeat(64) };
  };
  for (const id of ['one', 'two']) mkdirSync(aboutRun(id).runDir, { recursive: true });
  return { dir, aboutRun };
}

test('it is kept as JSON and as Markdown, here and beside the run, and git and npm pack do not see it', () => {
  const { dir, aboutRun } = withRun();
  const walkthrough = sampleWalkthrough({ artifact: aboutRun('one') });
  writeWalkthrough(dir, walkthrough);
  expect(readWalkthrough(dir)).toEqual(walkthrough);
  for (const place of [join(dir, '.shakedown'), aboutRun('one').runDir])
    expect(readFileSync(join(place, 'walkthrough.md'), 'utf8')).toContain('# Release walkthrough: @scope/x 1.2.3');
  expect(readFileSync(join(dir, '.shakedown', '.gitignore'), 'utf8')).toBe('*\n');
});

test('what others sign while somebody leads through it is not lost', () => {
  const { dir } = withRun();
  const led = sampleWalkthrough();
  writeWalkthrough(dir, led);
  const signature = { id: '1.1', kind: 'step' as const, by: 'ben', at: '2026-11-02T11:00:00.000Z' };
  writeWalkthrough(dir, { ...led, signatures: [signature] });
  expect(keepWalkthrough(dir, { ...led, operator: 'later' })).toMatchObject({
    operator: 'later',
    signatures: [signature],
  });
  expect(readWalkthrough(dir)?.signatures).toEqual([signature]);
});

test('a new walkthrough does not take over the signatures of the one before', () => {
  const { dir } = withRun();
  const signature = { id: '1.1', kind: 'step' as const, by: 'ben', at: '2026-11-02T11:00:00.000Z' };
  writeWalkthrough(dir, sampleWalkthrough({ signatures: [signature] }));
  expect(keepWalkthrough(dir, sampleWalkthrough({ id: 'another' })).signatures).toEqual([]);
});

test('it stands beside the one run that it is about, and a run that was deleted is not made again', () => {
  const { dir, aboutRun } = withRun();
  keepWalkthrough(dir, sampleWalkthrough({ artifact: aboutRun('one') }));
  keepWalkthrough(dir, sampleWalkthrough({ artifact: aboutRun('two') }));
  expect(readdirSync(aboutRun('one').runDir)).toEqual([]);
  expect(readdirSync(aboutRun('two').runDir).sort()).toEqual(['walkthrough.json', 'walkthrough.md']);
  keepWalkthrough(dir, sampleWalkthrough({ artifact: aboutRun('gone') }));
  expect(existsSync(aboutRun('gone').runDir)).toBe(false);
});

test.each([['not JSON'], ['{}']])('a record that says %s is told, and not written over', (text) => {
  const { dir } = withRun();
  const file = join(dir, '.shakedown', 'walkthrough.json');
  writeFileSync(file, text);
  expect(() => keepWalkthrough(dir, sampleWalkthrough())).toThrow('expected a walkthrough in');
  expect(readFileSync(file, 'utf8')).toBe(text);
});
