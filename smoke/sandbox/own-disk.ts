import { mkdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, describeEnd } from '../process/command-result.ts';
import { errorCode } from '../process/error-code.ts';
import { eventually } from '../process/eventually.ts';
import type { Rig } from '../rig.ts';

const scripts = join(import.meta.dirname, 'namespace');

/** Ways to be allowed to mount something that nobody else sees: as root, and as root of a user namespace. */
const ways = [
  { unshare: ['--mount'], enter: ['--mount'] },
  { unshare: ['--mount', '--map-root-user'], enter: ['--mount', '--user', '--preserve-credentials'] },
] as const;

/**
 * A disk of a smoke's own, to be filled up or made read-only. It is a tmpfs in a mount namespace: whoever is not run
 * through `via` sees an empty directory in its place, and when the smoke ends it is gone.
 */
export class OwnDisk {
  /** Where it is mounted. */
  readonly dir: string;
  /** To be put before a command, so that it sees the disk. */
  readonly via: readonly string[];
  readonly #rig: Rig;
  /** Where this process sees it. */
  readonly #seen: string;

  private constructor(rig: Rig, dir: string, pid: number, enter: readonly string[]) {
    this.#rig = rig;
    this.dir = dir;
    this.#seen = join('/proc', String(pid), 'root', dir);
    this.via = ['nsenter', '--target', String(pid), ...enter, 'sh', join(scripts, 'run-in.sh'), rig.sandbox.work];
  }

  /** Mounts a disk on `dir`, which is made; `missing` says in words why that is not possible here. */
  static async mount(rig: Rig, dir: string): Promise<{ disk: OwnDisk } | { missing: string }> {
    mkdirSync(dir);
    let missing = '';
    for (const { unshare, enter } of ways) {
      const tried = await rig.command(['unshare', ...unshare, 'mount', '-t', 'tmpfs', 'tmpfs', dir]);
      const said = tried.stderr.trim().split('\n', 1).join() || describeEnd(tried);
      if (tried.kind === 'exited' && tried.code === 0) {
        const { pid } = rig.inBackground(['unshare', ...unshare, 'sh', join(scripts, 'hold-tmpfs.sh'), dir]);
        await eventually(`a disk on ${dir}`, () => isMounted(pid, dir));
        return { disk: new OwnDisk(rig, dir, pid, enter) };
      }
      missing ||= said;
    }
    return { missing: `no disk of its own can be mounted here: ${missing}` };
  }

  /** Leaves no room but for so many blocks of 4 KiB: the next one is one too many. */
  async fill(butFor = 0): Promise<CommandResult> {
    const { blocks, bfree, bsize } = await statfs(this.#seen);
    return this.#remount(`size=${(blocks - bfree + butFor) * bsize}`);
  }

  makeReadOnly(): Promise<CommandResult> {
    return this.#remount('ro');
  }

  #remount(option: string): Promise<CommandResult> {
    return this.#rig.command(['mount', '-o', `remount,${option}`, 'tmpfs', this.dir], { via: this.via });
  }
}

function isMounted(pid: number, dir: string): boolean {
  try {
    const escaped = dir.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
    return readFileSync(`/proc/${pid}/mounts`, 'utf8').includes(`tmpfs ${escaped} tmpfs`);
  } catch (error) {
    // It has ended, or is not yet what it will be.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EINVAL' || errorCode(error) === 'EACCES') return false;
    throw error;
  }
}
