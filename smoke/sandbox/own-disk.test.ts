import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Rig } from '../rig.ts';
import { OwnDisk } from './own-disk.ts';

let root: string;
let rigs: Rig[] = [];

beforeEach(() => {
  rigs = [];
  root = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
  for (const name of ['sandboxes', 'evidence', 'bin']) mkdirSync(join(root, name));
});
afterEach(async () => {
  for (const rig of rigs) await rig.close('failed');
  rmSync(root, { recursive: true });
});

async function openRig(systemDirs: string[]): Promise<Rig> {
  const tool = { path: process.execPath, version: '0' };
  const rig = await Rig.open({
    context: {
      runId: 'test',
      mark: `disk-test-${process.pid}`,
      project: { dir: root },
      subject: { name: 'none', version: '0' },
      tools: {
        binDir: join(root, 'bin'),
        systemDirs,
        node: tool,
        npm: tool,
      },
      network: {},
      sandboxesDir: join(root, 'sandboxes'),
      evidenceDir: join(root, 'evidence'),
      keep: false,
    },
    bin: 'none',
    name: 'disk',
    signal: new AbortController().signal,
    assertions: () => 0,
  });
  rigs.push(rig);
  return rig;
}

/** In a container that forbids it there is nothing to test, but that it is told. */
async function mounted(rig: Rig, dir: string): Promise<OwnDisk | undefined> {
  const found = await OwnDisk.mount(rig, dir);
  if ('disk' in found) return found.disk;
  expect(found.missing).toMatch(/^no disk of its own can be mounted here: \S/);
  return undefined;
}

test('it is written to by who is led there, filled, made read-only, and gone with the smoke', async () => {
  const rig = await openRig(['/usr/bin', '/bin', '/usr/sbin', '/sbin']);
  const dir = join(rig.sandbox.dir, 'disk ö');
  const disk = await mounted(rig, dir);
  if (!disk) return;
  const write = (text: string) => rig.command(['sh', '-c', 'pwd; echo "$1" >> "$2/file"', 'sh', text, dir], disk);
  expect(await write('a')).toMatchObject({ code: 0, stdout: `${rig.sandbox.work}\n` });
  expect(existsSync(join(dir, 'file'))).toBe(false);

  expect(await disk.fill()).toMatchObject({ code: 0, stderr: '' });
  const big = await rig.command(['dd', 'if=/dev/zero', `of=${dir}/big`, 'bs=64k', 'count=1'], disk);
  expect(big.stderr).toContain('No space left on device');
  expect(await disk.makeReadOnly()).toMatchObject({ code: 0, stderr: '' });
  expect((await write('b')).stderr).toContain('Read-only file system');
  expect(await rig.command(['cat', `${dir}/file`], disk)).toMatchObject({ stdout: 'a\n' });
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(rig.sandbox.dir);

  const { record } = await rig.close('passed');
  expect(record.survivors).toEqual([]);
});

test('where it cannot be mounted, the reason is told', async () => {
  const rig = await openRig([]);
  expect(await OwnDisk.mount(rig, join(rig.sandbox.dir, 'disk'))).toEqual({
    missing: 'no disk of its own can be mounted here: could not start: ENOENT',
  });
});
