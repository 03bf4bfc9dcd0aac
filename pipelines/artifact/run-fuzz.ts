/**
 * Mutates packages and inspects what came of it: `node pipelines/artifact/run-fuzz.ts --rounds 10000 --seed 1`.
 * Each case must end with findings or without any, within a deadline, with nothing written elsewhere and at most 200 MB.
 * The memory is the peak of a process that inspects a hundred of them, one after another. A user has a process for one
 * archive or two, about 100 MB of which are Node and the program; `verify` reads one archive several times. What stays
 * of an archive, a leak or a heap that has grown, counts here and not there, so that this is the stricter measure. One
 * process for all 10,000 peaked at 176 MB once and at 238 under load, though V8's heap falls back after every archive;
 * what holds the rest is not known.
 * `--from N --rounds 1` tries one case again. `--bombs 1024` tries bombs of that many megabytes instead.
 * Exit 1 when a case did what none may do.
 */
import { parseArgs } from 'node:util';
import { tryBombs } from './fuzz/bombs.ts';
import { type FuzzFigures, fuzz } from './fuzz/fuzz.ts';

const limitMB = 200;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    bombs: { type: 'string' },
  },
});
process.exitCode = values.bombs === undefined ? await cases() : await bombs(number(values.bombs));

async function cases(): Promise<number> {
  let done = 0;
  const figures = await fuzz({
    seed: number(values.seed),
    rounds: number(values.rounds),
    from: number(values.from),
    onTried(index, how, { error }) {
      done += 1;
      if (error !== undefined) process.stderr.write(`FAIL case ${index} (${how}): ${error}\n`);
      if (done % 1000 === 0) process.stderr.write(`${done} cases\n`);
    },
  });
  process.stdout.write(`${linesOf(figures).join('\n')}\n`);
  return figures.failures.length > 0 || figures.peakRssMB > limitMB ? 1 : 0;
}

function linesOf({ seed, cases, clean, found, codes, failures, peakRssMB, slowest }: FuzzFigures): string[] {
  return [
    `seed ${seed}, ${cases} cases: ${found} with findings, ${clean} without, ${failures.length} failed`,
    `peak RSS ${peakRssMB.toFixed(0)} MB of at most ${limitMB} MB`,
    slowest ? `slowest: case ${slowest.index}, ${slowest.cpuMs.toFixed(0)} ms CPU (${slowest.how})` : 'no case',
    ...Object.entries(codes)
      .sort(([, a], [, b]) => b - a)
      .map(([code, times]) => `${String(times).padStart(7)}  ${code}`),
    ...failures.map(
      ({ index }) => `again: node pipelines/artifact/run-fuzz.ts --seed ${seed} --from ${index} --rounds 1`,
    ),
  ];
}

async function bombs(megabytes: number): Promise<number> {
  let exitCode = 0;
  await tryBombs(megabytes, ({ kind, packedBytes, codes, error, cpuMs, peakRssMB }) => {
    if (error !== undefined || peakRssMB > limitMB) exitCode = 1;
    const end = error ?? (codes.join(', ') || 'nothing to say');
    const figures = `${peakRssMB.toFixed(0)} MB RSS, ${cpuMs.toFixed(0)} ms CPU`;
    process.stdout.write(`${kind} (${(packedBytes / 1e6).toFixed(2)} MB packed): ${figures}: ${end}\n`);
  });
  return exitCode;
}

function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`expected a whole number, found ${text}`);
  return Number(text);
}
