/**
 * For a test, in a process of its own with --expose-gc: reads the packages `one` and `other` in a directory, and compares
 * them. Prints how many bytes are kept for each file of both, and the findings.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { inspectPackage } from '../inspect/inspect.ts';
import { readPackage } from '../inspect/read-package.ts';
import type { PackedPackage } from '../inspect/rule.ts';
import { comparedWith } from './previous-package.ts';
import { againstRules } from './rules.ts';

const [dir = ''] = process.argv.slice(2);
// What is loaded and compiled by the first is no part of what is kept for the second.
await compare('small-one.tgz', 'small-other.tgz');
const before = await bytesInUse();
const kept = await compare('one.tgz', 'other.tgz');
const files = kept.packages.reduce((sum, each) => sum + each.files.size, 0);
process.stdout.write(
  JSON.stringify({ files, bytesOfEach: ((await bytesInUse()) - before) / files, codes: kept.codes }),
);

async function compare(one: string, other: string) {
  const previous = await read(one);
  const current = await readPackage(join(dir, other), other);
  const found = await inspectPackage(current, { scratchDir: join(dir, 'scratch'), rules: againstRules, previous });
  if (!current.package) throw new Error(current.faults.map(({ message }) => message).join('; '));
  comparedWith({ kind: 'tarball', spec: one, file: one }, previous, current.package);
  return { packages: [previous, current.package], codes: found.map(({ code }) => code) };
}

async function read(name: string): Promise<PackedPackage> {
  const reading = await readPackage(join(dir, name), name);
  if (!reading.package) throw new Error(reading.faults.map(({ message }) => message).join('; '));
  return reading.package;
}

async function bytesInUse(): Promise<number> {
  globalThis.gc?.();
  // What streams have left is given back in between.
  await setImmediate();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
