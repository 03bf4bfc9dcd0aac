/** For tests: a package that is released as v1.2.3, and what is prepared of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Preparation } from '../../schemas/types.ts';
import { parseAs } from '../../smoke/schema/validate.ts';
import { type ScratchRepository, scratchRepository } from '../git/scratch-repository.ts';
import { type PrepareOptions, prepare } from '../prepare.ts';
import { spokenIo } from '../versions/sample-source.ts';

export const config = { baseBranch: 'nowhere', changelog: '@changesets/cli/changelog', access: 'public' };
export const changeset = (type: string, summary: string, name = 'a') => `---\n"${name}": ${type}\n---\n\n${summary}\n`;
export const manifest = { name: 'a', version: '1.2.3', type: 'module' };
const changelog = '# Changelog\n\nAll of it.\n\n## 1.2.3\n\n- before\n';

/** Released as v1.2.3. */
export function released(files: Record<string, unknown> = {}): ScratchRepository {
  const source = scratchRepository();
  source.commit('feat: before', { 'package.json': manifest, 'CHANGELOG.md': changelog, ...files });
  source.git('tag', 'v1.2.3');
  return source;
}

export const withChangesets = (
  changesets: Record<string, string>,
  files: Record<string, unknown> = {},
): ScratchRepository =>
  released({
    '.changeset/config.json': config,
    '.changeset/README.md': '# Changesets\n',
    ...Object.fromEntries(Object.entries(changesets).map(([id, text]) => [`.changeset/${id}.md`, text])),
    ...files,
  });

export async function prepared(
  source: ScratchRepository,
  channel: PrepareOptions['channel'],
  options: Partial<PrepareOptions> = {},
): Promise<Preparation> {
  const { io, written } = spokenIo(source);
  expect(await prepare('.', { channel, json: true, ...options }, io)).toBe(0);
  return parseAs('preparation', JSON.parse(written.stdout), 'stdout');
}

export const read = (source: ScratchRepository, file: string): string => readFileSync(join(source.dir, file), 'utf8');
export const versionOf = (source: ScratchRepository): string => JSON.parse(read(source, 'package.json')).version;
export const namesIn = (source: ScratchRepository, dir = '.changeset'): string[] =>
  readdirSync(join(source.dir, dir)).sort();
