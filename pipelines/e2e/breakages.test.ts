import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitOf, onlyReport, openWorkplace, replaceIn } from './workplace.ts';

interface Breakage {
  what: string;
  /** What is done to a copy of the reference package. */
  how: (source: string) => Promise<unknown>;
  /** The finding that must name it, where one does. */
  finding?: string;
  /** The smokes that must fail, and no others beside those in `also`. */
  smokes: string[];
  /** Smokes that the same fault may be seen by. */
  also?: string[];
  /** What a reader is told. */
  says: RegExp;
}

const command = (name: string) => (source: string) => join(source, 'dist', 'commands', `${name}.js`);

const breakages: Breakage[] = [
  {
    what: "the command's modules are missing from files",
    how: (source) => replaceIn(join(source, 'package.json'), '"dist",', '"dist/index.js",'),
    finding: 'command-does-not-run',
    smokes: [],
    says: /Next: .*files/,
  },
  {
    what: 'the wheel is tampered with',
    how: async (source) => {
      const python = join(source, 'assets', 'python');
      const wheel = (await readdir(python)).find((name) => name.endsWith('.whl')) ?? 'none';
      await appendFile(join(python, wheel), 'x');
    },
    finding: 'wheel-checksum-mismatch',
    smokes: [],
    says: /Next: .*manifest/i,
  },
  {
    what: '--version prints another version',
    how: (source) => replaceIn(join(source, 'dist', 'cli.js'), 'packageInfo.version}`]', "'9.9.9'}`]"),
    finding: 'identity-mismatch',
    smokes: ['install > --version names the package and the version that were installed'],
    says: /expected 0\.1\.0, found @kaelio\/ktx 9\.9\.9\s+Next: Make the command print its package\.json's version/,
  },
  {
    what: 'prune deletes without --yes',
    how: (source) => replaceIn(command('runtime-prune')(source), 'if (!isPreview && !options.yes)', 'if (false)'),
    smokes: ['prune > without a flag it refuses and leaves them'],
    says: /expected .*exit 1/i,
  },
  {
    what: 'prune --dry-run deletes',
    how: (source) =>
      replaceIn(
        command('runtime-prune')(source),
        'if (isPreview) return',
        'if (isPreview) await removeAll(stale, note);\n  if (isPreview) return',
      ),
    smokes: ['prune > --dry-run lists the stale runtimes and leaves them'],
    says: /0\.0\.0/,
  },
  {
    what: 'start does not reuse a daemon',
    how: (source) =>
      replaceIn(
        command('runtime-start')(source),
        'const running = options.force ? undefined : await reusableDaemon(layout, features);',
        'const running = undefined;',
      ),
    smokes: ['daemon > start again reuses the same daemon'],
    says: /Using existing KTX Python daemon/,
  },
  {
    what: 'stop leaves the daemon',
    how: (source) =>
      replaceIn(
        command('runtime-stop')(source),
        'stopDaemons(layout, note), tryLockIfPossible)',
        "import('node:fs').then((fs) => {\n    const { pid } = JSON.parse(fs.readFileSync(layout.daemonStatePath, 'utf8'));\n    fs.rmSync(layout.daemonStatePath);\n    return [pid];\n  }), tryLockIfPossible)",
      ),
    smokes: ['daemon > stop ends the daemon, and stop again says that there is none'],
    also: ['daemon > '],
    says: /processes that it left behind/,
  },
  {
    what: 'status prints a log line before the JSON',
    how: (source) =>
      replaceIn(
        command('runtime-status')(source),
        '[JSON.stringify(status, null, 2)]',
        "['loading status', JSON.stringify(status, null, 2)]",
      ),
    smokes: ['status > a fresh root is missing, and asking makes nothing there'],
    also: [''],
    says: /loading status/,
  },
  {
    what: 'doctor exits 0 on FAIL',
    how: (source) => replaceIn(command('runtime-doctor')(source), '? 1 : 0', '? 0 : 0'),
    smokes: ['doctor > before an install it fails on the runtime alone, and says how to mend it'],
    also: ['doctor > '],
    says: /exit 0/,
  },
  {
    what: 'a refusal prints on stdout',
    how: (source) =>
      replaceIn(
        command('runtime-prune')(source),
        "throw new KtxError('Refusing",
        "process.stdout.write('nothing pruned\\n');\n    throw new KtxError('Refusing",
      ),
    smokes: ['prune > without a flag it refuses and leaves them'],
    says: /nothing pruned/,
  },
];

test.for(breakages)(
  '$what: exit 1, and the right smoke or finding says so',
  async ({ how, finding, smokes, also, says }) => {
    await using place = await openWorkplace();
    const source = await place.copyOfReference();
    await how(source);
    const result = await place.shakedown(['verify', source]);
    expect(exitOf(result), result.stderr).toBe(1);
    expect(result.stdout).toMatch(/^FAIL /);
    expect(result.stdout).toMatch(says);

    const report = await onlyReport(place);
    const errors = report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors).toEqual(finding ? [finding] : []);
    const failed = report.smokes.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining(smokes));
    expect(failed.filter((name) => !smokes.includes(name) && !also?.some((start) => name.startsWith(start)))).toEqual(
      [],
    );
    for (const name of smokes) expect(result.stdout).toContain(`--only '${name}'`);
    expect(await readFile(join(report.evidence.dir, 'junit.xml'), 'utf8')).toMatch(/<failure/);
  },
);
