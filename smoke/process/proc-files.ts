import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/**
 * The files of one process below /proc, read when asked for. A process may end at any moment and may be closed to us:
 * both give empty answers, and `refused()` tells that it was closed.
 */
export interface ProcessFiles {
  environ(): Buffer;
  cmdline(): Buffer;
  limits(): string;
  /** Real user ID; NaN when the process is gone. */
  user(): number;
  cwd(): string | undefined;
  exe(): string | undefined;
  /** Where its file descriptors point: paths, and words of the kernel such as `socket:[123]`. */
  openFiles(): string[];
  refused(): boolean;
}

export function processFiles(pid: number): ProcessFiles {
  const dir = `/proc/${pid}`;
  let refused = false;
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EACCES' || code === 'EPERM') refused = true;
      else if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
      return otherwise;
    }
  };
  const file = (name: string): Buffer => attempt(() => readFileSync(`${dir}/${name}`), Buffer.alloc(0));
  const link = (name: string): string | undefined => attempt(() => readlinkSync(`${dir}/${name}`), undefined);
  return {
    environ: () => file('environ'),
    cmdline: () => file('cmdline'),
    limits: () => file('limits').toString('latin1'),
    user: () => Number(/^Uid:\s+(\d+)/m.exec(file('status').toString('latin1'))?.[1]),
    cwd: () => link('cwd'),
    exe: () => link('exe'),
    openFiles: () =>
      attempt(() => readdirSync(`${dir}/fd`), [])
        .map((fd) => link(`fd/${fd}`))
        .filter((target) => target !== undefined),
    refused: () => refused,
  };
}

export function runningPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The command line in one line for people: at most 200 characters, without the values of secrets. */
export function commandOf(files: Pick<ProcessFiles, 'cmdline'>): string {
  const words = files
    .cmdline()
    .toString('utf8')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what separates arguments, the others are foreign
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .replace(/((?:token|password|secret|_auth)[^\s=]*=)\S+/gi, '$1***');
  return words.length > 200 ? `${words.slice(0, 197)}...` : words;
}
