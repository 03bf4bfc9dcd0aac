/** The Python wheels in a package, each read once for all rules. */
import { join } from 'node:path';
import { maxWheelBytes, readWheel, type WheelReading } from '../wheel/read-wheel.ts';
import { ZipFault } from '../wheel/zip-directory.ts';
import type { Inspection } from './rule.ts';

/** A wheel, or why it cannot be read, in words. */
export type TriedWheel = WheelReading | string;

const tried = new WeakMap<Inspection['files'], Promise<ReadonlyMap<string, TriedWheel>>>();

/** The wheels of the package itself; one in a dependency is that package's. */
export function wheelsOf({ files }: Pick<Inspection, 'files'>): string[] {
  return [...files.keys()].filter((path) => path.endsWith('.whl') && !/(^|\/)node_modules\//.test(path));
}

/** Path -> what is in it. All of them together may unpack to no more than one alone. */
export function readWheels(inspection: Inspection): Promise<ReadonlyMap<string, TriedWheel>> {
  const known = tried.get(inspection.files);
  if (known) return known;
  const reading = readAll(inspection);
  tried.set(inspection.files, reading);
  return reading;
}

async function readAll(inspection: Inspection): Promise<ReadonlyMap<string, TriedWheel>> {
  const readings = new Map<string, TriedWheel>();
  let left = maxWheelBytes;
  for (const path of wheelsOf(inspection)) {
    try {
      const reading = await readWheel(join(await inspection.extracted(), path), left, inspection.signal);
      left -= reading.entries.reduce((sum, { size }) => sum + size, 0);
      readings.set(path, reading);
    } catch (error) {
      if (!(error instanceof ZipFault)) throw error;
      readings.set(path, error.message);
    }
  }
  return readings;
}

/** The console scripts that a wheel declares: name -> `module:object`. */
export function consoleScriptsOf({ texts }: WheelReading): Map<string, string> {
  const scripts = new Map<string, string>();
  let section = '';
  for (const line of (texts.get('entry_points.txt') ?? '').split(/\r?\n/)) {
    const bare = line.trim();
    if (bare.startsWith('[') && bare.endsWith(']')) section = bare.slice(1, -1).trim();
    const at = bare.indexOf('=');
    if (section !== 'console_scripts' || at < 0 || bare.startsWith('#') || bare.startsWith(';')) continue;
    scripts.set(bare.slice(0, at).trim(), bare.slice(at + 1).trim());
  }
  return scripts;
}
