/**
 * For tests: the npm of this machine, but for two things: packages come from a registry of the test, and what the public one
 * says of a package manager is asked for once. Its settings are beside the npm-cli.js that imports this.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [node = '', self = '', command = '', ...args] = process.argv;
const here = dirname(self);
const { npm, registry }: { npm: string; registry: string } = JSON.parse(
  readFileSync(join(here, 'settings.json'), 'utf8'),
);

if (command === 'config') process.stdout.write(`${registry}\n`);
else if (command === 'view') process.stdout.write(viewed());
else await import(npm);

function viewed(): string {
  const known = join(here, `view-${createHash('sha256').update(args.join('\0')).digest('hex')}`);
  if (existsSync(known)) return readFileSync(known, 'utf8');
  const { status, stdout } = spawnSync(node, [npm, command, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) writeFileSync(known, stdout);
  else process.exitCode = status ?? 1;
  return stdout;
}
