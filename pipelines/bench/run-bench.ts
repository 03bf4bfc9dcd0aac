/**
 * `npm run bench`: the main job against the same commands typed one after another (sequential.sh), in turn, and the
 * ratio pair by pair. Both start with a warm cache of third-party packages. Also the peak memory of our own processes.
 */
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { $ } from 'zx';
import { describeEnd } from '../../smoke/process/command-result.ts';
import { spawnCommand } from '../../smoke/process/run.ts';
import { pathWithout } from '../../smoke/sandbox/path-without.ts';
import { findTools } from '../../smoke/sandbox/tools.ts';
import { hostNetwork } from '../host-network.ts';
import { packageRoot } from '../version.ts';

const rounds = Number(process.argv[2] ?? 5);
const scratch = await realpath(await mkdtemp(join(tmpdir(), 'bench-')));
const cache = join(scratch, 'cache');
const work = join(scratch, 'work');
const env: Record<string, string> = {
  PATH: process.env.PATH ?? '',
  HOME: join(scratch, 'home'),
  SHAKEDOWN_CACHE: cache,
  ...(process.env.PYENV_ROOT ? { PYENV_ROOT: process.env.PYENV_ROOT } : {}),
  ...hostNetwork(process.env),
};

/** Milliseconds of one verify. @param whileRunning hears its pid */
async function verifyOnce(
  whileRunning: (pid: number | undefined) => () => void = () => () => undefined,
): Promise<number> {
  const startedAt = performance.now();
  const running = spawnCommand(
    [
      process.execPath,
      join(packageRoot, 'pipelines', 'shakedown.mjs'),
      'verify',
      '--quiet',
      '--policy',
      join(packageRoot, 'release-policy.json'),
    ],
    { cwd: work, env, timeoutMs: 300_000 },
  );
  const done = whileRunning(running.pid);
  const result = await running.result;
  done();
  if (result.kind !== 'exited' || result.code !== 0) {
    throw new Error(`verify: ${describeEnd(result)}\n${result.stderr}${result.stdout}`);
  }
  return performance.now() - startedAt;
}

/** The peak of what the verify's own processes (not the package's) held at once, bytes. Looking slows it down: not timed. */
async function peakMemory(): Promise<number> {
  let peak = 0;
  await verifyOnce((pid) => {
    const sampling = setInterval(async () => {
      peak = Math.max(peak, await ownMemory(pid));
    }, 50);
    return () => clearInterval(sampling);
  });
  return peak;
}

/** Proportional set size (shared pages counted once) of the program and of the registry that it started, bytes. */
async function ownMemory(pid: number | undefined): Promise<number> {
  let total = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (Number(name) !== pid && !command.includes('registry/child.ts')) continue;
    const rollup = await readFile(`/proc/${name}/smaps_rollup`, 'utf8').catch(() => '');
    total += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return total;
}

async function sequenceOnce(path: string): Promise<number> {
  const dir = await mkdtemp(join(scratch, 'sequence-'));
  const startedAt = performance.now();
  const [script, registry] = ['sequential.sh', 'serve-registry.mjs'].map((name) => join(import.meta.dirname, name));
  await $({
    cwd: dir,
    env: {
      ...env,
      PATH: path,
      PATH_WITHOUT_UV: pathWithout(path, ['uv'], join(dir, 'path')),
      NPM_CONFIG_CACHE: join(scratch, 'npm'),
      NPM_CACHE: join(cache, 'shakedown', 'npm'),
    },
    quiet: true,
  })`sh ${script} ${join(packageRoot, 'fixtures', 'ktx')} ${dir} ${registry}`;
  const ms = performance.now() - startedAt;
  await rm(dir, { recursive: true });
  return ms;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

try {
  await mkdir(work);
  await mkdir(env.HOME ?? '');
  const found = await findTools({
    path: env.PATH ?? '',
    nodePath: process.execPath,
    binDir: join(scratch, 'bin'),
    hostEnv: process.env,
  });
  if (!found.tools?.uv) throw new Error('the bench needs npm, and uv or python3');
  const path = [found.tools.binDir, ...found.tools.systemDirs].join(':');
  const peak = await peakMemory();
  await sequenceOnce(path);
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ ours: await verifyOnce(), theirs: await sequenceOnce(path) });
  }
  const ratios = pairs.map(({ ours, theirs }) => ours / theirs);
  process.stdout.write(
    [
      `shakedown verify       median ${seconds(median(pairs.map(({ ours }) => ours)))} of ${rounds}`,
      `one after another      median ${seconds(median(pairs.map(({ theirs }) => theirs)))} of ${rounds}`,
      `ratio, pair by pair    median ${median(ratios).toFixed(2)}, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
      `peak of our processes  ${Math.round(peak / 1e6)} MB (proportional set size: program and registry)`,
      '',
    ].join('\n'),
  );
} finally {
  await rm(scratch, { recursive: true, force: true });
}
