/** For tests: a repository in a temporary directory, made by the real git with nobody's configuration. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { committer } from './committer.ts';

export interface ScratchRepository {
  /** absolute, real path; gone after the test */
  dir: string;
  /** Writes files below `dir`: text as it is, anything else as JSON. */
  write(files: Readonly<Record<string, unknown>>): void;
  /** Runs git in `dir`. @returns its stdout without the newline at its end */
  git(...args: string[]): string;
  /** Writes, adds everything, and commits. @returns the commit's full id */
  commit(message: string, files?: Readonly<Record<string, unknown>>): string;
}

/** An empty directory with a name that a careless program stumbles over; not a repository yet. */
export function scratchDirectory(): ScratchRepository {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'shakedown-git-')));
  onTestFinished(() => rmSync(outer, { recursive: true, force: true }));
  const dir = join(outer, 'söurce [1] dir');
  mkdirSync(dir);
  return asRepository(dir, outer);
}

/** A repository without a commit, on the branch main. */
export function scratchRepository(): ScratchRepository {
  const made = scratchDirectory();
  made.git('init', '-q', '-b', 'main');
  return made;
}

/** A clone of the last commit alone, as CI makes it. */
export function shallowClone(of: ScratchRepository, ...options: string[]): ScratchRepository {
  const dir = join(dirname(of.dir), 'clone');
  of.git('clone', '-q', '--depth=1', ...options, `file://${of.dir}`, dir);
  return asRepository(dir, dirname(of.dir));
}

function asRepository(dir: string, home: string): ScratchRepository {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_GLOBAL: devNull,
    ...committer,
  };
  const repository: ScratchRepository = {
    dir,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        const file = join(dir, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(
          file,
          typeof content === 'string' || Buffer.isBuffer(content) ? content : `${JSON.stringify(content, null, 2)}\n`,
        );
      }
    },
    git: (...args) =>
      execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
        cwd: dir,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).replace(/\n$/, ''),
    commit(message, files = {}) {
      repository.write(files);
      repository.git('add', '-A');
      repository.git('commit', '-q', '--allow-empty', '-m', message);
      return repository.git('rev-parse', 'HEAD');
    },
  };
  return repository;
}
