import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../schemas/types.ts';
import { openReleasePlace, type ReleasePlace } from './release-place.ts';

let place: ReleasePlace;
let previous: string;
beforeAll(async () => {
  place = await openReleasePlace();
  previous = join(place.source, '..', 'previous');
  cpSync(place.source, previous, { recursive: true });
});
afterEach(() => {
  place.git('tag', '-f', 'v0.1.0', 'origin/main');
  place.git('reset', '-q', '--hard', 'origin/main');
  place.git('clean', '-q', '-fd');
});
afterAll(() => place[Symbol.asyncDispose]());

const at = (path: string): string => join(place.source, path);
function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(at(path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} was not changed`);
  writeFileSync(at(path), after);
}
/** Commits what was changed, as the release. */
function commit(): void {
  place.git('add', '-A');
  place.git('commit', '-q', '--allow-empty', '-m', 'fix: what was wrong');
  place.git('tag', '-f', 'v0.1.0');
}

interface Refusal {
  /** the gate that refuses it, or `every gate`: what no gate is told apart by */
  by: string;
  code: string;
  /** what the reader is told to do */
  remedy: string;
}

/** What `shakedown readiness` refuses: by a gate, or before all of them. */
async function readiness(): Promise<Refusal[]> {
  const report = await place.json('readiness', ['readiness']);
  expect(report.verdict).not.toBe('ready');
  const told = (by: string, findings: readonly Finding[]) =>
    findings.map(({ code, remediation }) => ({ by, code, remedy: remediation }));
  return [...told('every gate', report.findings), ...report.gates.flatMap(({ id, findings }) => told(id, findings))];
}

async function verified(...args: string[]): Promise<Refusal[]> {
  await place.shakedown(['verify', '.', '--quiet', ...args]);
  return await readiness();
}

interface Case extends Omit<Refusal, 'remedy'> {
  what: string;
  remedy: RegExp;
  make: () => void;
  ask: () => Promise<Refusal[]>;
}

const cases: Case[] = [
  {
    what: 'its tag marks another commit',
    make: () => {
      commit();
      place.git('tag', '-f', 'v0.1.0', 'HEAD^');
    },
    ask: readiness,
    by: 'RG-7',
    code: 'version-tag-elsewhere',
    remedy: /tag/i,
  },
  {
    what: 'its changelog is missing',
    make: () => {
      rmSync(at('CHANGELOG.md'));
      commit();
    },
    ask: readiness,
    by: 'RG-7',
    code: 'changelog-missing',
    remedy: /shakedown prepare/,
  },
  {
    what: 'its wheel is of another version',
    make: () => {
      edit('package.json', (text) => text.replace('"version": "0.1.0"', '"version": "0.1.1"'));
      commit();
    },
    ask: readiness,
    by: 'RG-7',
    code: 'version-mismatch',
    remedy: /0\.1\.1/,
  },
  {
    what: 'prune is documented and not there',
    make: () => {
      edit('dist/commands.js', (text) => text.replaceAll('prune', 'pruned'));
      commit();
    },
    ask: readiness,
    by: 'RG-6',
    code: 'document-shows-unknown-command',
    remedy: /prune/,
  },
  {
    what: 'it touches what no release may',
    make: () => {
      place.writePolicy((policy) => ({
        ...policy,
        scope: { allowed: ['docs/**', 'release-policy.json'], since: 'v0.0.*' },
      }));
      commit();
      place.git('tag', '-f', 'v0.0.9', 'HEAD');
      edit('dist/text.js', (text) => `${text}\n`);
      commit();
    },
    ask: readiness,
    by: 'RG-8',
    code: 'scope-exceeded',
    remedy: /scope/,
  },
  {
    what: 'something is not committed',
    make: () => edit('README.md', (text) => `${text}\nLater.\n`),
    ask: readiness,
    by: 'every gate',
    code: 'source-not-committed',
    remedy: /Commit/,
  },
  {
    what: 'its policy is to smoke another version afterwards',
    make: () => {
      place.writePolicy((policy) => ({
        ...policy,
        publishedPackageSmoke: { packageName: '@kaelio/ktx', version: '0.0.9', registry: null },
      }));
      commit();
    },
    ask: readiness,
    by: 'every gate',
    code: 'release-of-other-version',
    remedy: /publishedPackageSmoke/,
  },
  {
    what: 'an install script was added',
    make: () => {
      edit('package.json', (text) =>
        text.replace('"files"', '"scripts": { "postinstall": "node dist/bin.js" },\n  "files"'),
      );
      commit();
    },
    ask: () => verified(),
    by: 'RG-5',
    code: 'install-script-not-allowed',
    remedy: /installScripts/,
  },
  {
    what: 'other bytes were verified',
    make: () => undefined,
    ask: readiness,
    by: 'every gate',
    code: 'evidence-of-other-bytes',
    remedy: /shakedown verify/,
  },
  {
    what: 'a private key is packed',
    make: () => {
      writeFileSync(
        at('dist/signing.pem'),
        `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----\n`,
      );
      commit();
    },
    ask: () => verified(),
    by: 'RG-5',
    code: 'private-key-packed',
    remedy: /key/,
  },
  {
    what: 'a file was lost since the last version',
    make: () => {
      rmSync(at('dist/runtime/generations.js'));
      commit();
    },
    ask: () => verified('--against', previous),
    by: 'RG-5',
    code: 'against-internals-removed',
    remedy: /contents\.allowed/,
  },
];

test.each(cases)('a release is refused when $what: by $by, $code', async ({ make, ask, by, code, remedy }) => {
  make();
  const refusals = await ask();
  const found = refusals.find((refusal) => refusal.by === by && refusal.code === code);
  expect(found, JSON.stringify(refusals)).toBeDefined();
  expect(found?.remedy).toMatch(remedy);
});
