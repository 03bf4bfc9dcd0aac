/** What the smokes of the ways in import: `smoke` with the ways of the cell that they run in. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Ways } from '../../schemas/types.ts';
import { smoke as base, expectOf } from '../smoke.ts';
import { PackageWatch } from './ran-package.ts';

/** A package manager that installs several hundred packages takes its time; one that hangs is ended. */
const installTimeoutMs = 240_000;

/** With the installation that a package manager does before it runs anything. */
const runTimeoutMs = 240_000;

/** How package managers say that something went wrong, whatever they exit with. */
const saysError = /^npm (error|ERR!) |ERR_PNPM_|^error: |^➤ YN\d{4}: .*\b[Ff]ailed with errors/m;

const smoke = base.extend<{ take: (way: keyof Ways) => Promise<void> }>({
  take: async ({ context, sandbox, command, step, task }, use) => {
    const expect = expectOf(task.context);
    await use(async (name) => {
      const way = context.cell?.ways[name];
      if (!context.cell || !way) throw new Error(`no way ${name} in this cell`);
      const { files = {}, home = {}, cwd = sandbox.work, env = {}, install, run } = way;
      await writeAll(files, sandbox.work);
      await writeAll(home, sandbox.home);
      if (install) {
        await step('install', async () => {
          const result = await command(install, { cwd, env, timeoutMs: installTimeoutMs });
          expect(result).toExit(0);
          expect(`${result.stdout}\n${result.stderr}`).not.toMatch(saysError);
        });
      }
      const watch = new PackageWatch(sandbox.dir, context.cell.packedFiles, context.tools.node.version);
      const result = await step('run', () =>
        command([...run, '--version'], { cwd, env: { ...env, ...watch.env }, timeoutMs: runTimeoutMs }),
      );
      const { kind, words } = watch.seen(run.slice(1).filter((word) => isAbsolute(word)));
      await step(words, () => expect(kind, words).not.toBe('different'));
      await step('it says its version', () => {
        expect(result).toExit(0);
        expect(result.stdout.split(/\s+/).map((word) => word.replace(/^v/, ''))).toContain(context.subject.version);
      });
    });
  },
});

async function writeAll(files: Readonly<Record<string, string>>, dir: string): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/** A smoke that takes this way; not applicable where the cell's package manager has no such way. */
export function waySmoke(way: keyof Ways, title: string): void {
  const needing = smoke.extend<{ needs: readonly string[] }>({ needs: [`way:${way}`] });
  needing(title, { timeout: installTimeoutMs + runTimeoutMs }, async ({ take }) => await take(way));
}
