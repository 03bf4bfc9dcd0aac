import { MARK_VARIABLE } from './mark.ts';
import type { ProcessFiles } from './proc-files.ts';
import { carriesStamp } from './stamp.ts';
import type { SurvivorQuery } from './survivors.ts';

/** What gave a process away as one of a sandbox. */
export type Sign = 'marker' | 'stamp' | 'cwd' | 'exe' | 'argv' | 'fd';

/** The first sign by which a process belongs to the sandbox asked for; the cheap and certain ones come first. */
export function signOf(files: ProcessFiles, { mark, dir }: SurvivorQuery): Sign | undefined {
  const prefix = mark.prefix === true;
  if (holdsVariable(files.environ(), `${mark.name}=${mark.value}`, prefix)) return 'marker';
  if (mark.name === MARK_VARIABLE && carriesStamp(files.limits(), mark.value, prefix)) return 'stamp';
  if (dir === undefined) return undefined;
  if (isInside(dir, files.cwd())) return 'cwd';
  if (isInside(dir, files.exe())) return 'exe';
  if (namesDirectory(files.cmdline(), dir)) return 'argv';
  return files.openFiles().some((target) => isInside(dir, target)) ? 'fd' : undefined;
}

/** `entry` is NAME=value; the environment is a list of such entries, each followed by NUL. */
function holdsVariable(environ: Buffer, entry: string, prefix: boolean): boolean {
  const wanted = Buffer.from(prefix ? entry : `${entry}\0`);
  return positions(environ, wanted).some((at) => at === 0 || environ[at - 1] === 0);
}

/** The directory itself or a path in it is named, not a neighbour whose name only starts alike. */
function namesDirectory(cmdline: Buffer, dir: string): boolean {
  const wanted = Buffer.from(dir);
  return positions(cmdline, wanted).some((at) => {
    const next = cmdline[at + wanted.length];
    return next === undefined || !/[\w.-]/.test(String.fromCharCode(next));
  });
}

function positions(where: Buffer, wanted: Buffer): number[] {
  const found: number[] = [];
  for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

/** The kernel appends ` (deleted)` to the path of what is gone. */
function isInside(dir: string, target: string | undefined): boolean {
  return target !== undefined && (target === dir || target === `${dir} (deleted)` || target.startsWith(`${dir}/`));
}
