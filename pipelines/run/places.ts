/** Where things of a run are. Pure: makes nothing, looks at nothing. */
import { join } from 'node:path';

/** The directory that a workdir's runs are kept in. */
export const storeName = '.shakedown';

/** Paths of one workdir's store. */
export function storePlaces(workdir: string) {
  const dir = join(workdir, storeName);
  return {
    dir,
    statusFile: join(dir, 'status.json'),
    lockFile: join(dir, 'lock.json'),
    suitesDir: join(dir, 'suites'),
    runsDir: join(dir, 'runs'),
    releasesDir: join(dir, 'releases'),
  };
}

/** The last result of a suite in a workdir. */
export function suiteStatusFile(workdir: string, suite: string): string {
  return join(storePlaces(workdir).suitesDir, fileNameOf(suite), 'status.json');
}

/** The record of what was sent to a registry as this version. */
export function releaseFile(workdir: string, name: string, version: string): string {
  return join(storePlaces(workdir).releasesDir, `${fileNameOf(`${name}@${version}`)}.json`);
}

/** Paths of one run's evidence. */
export function runPlaces(workdir: string, runId: string) {
  const dir = join(storePlaces(workdir).runsDir, runId);
  const logsDir = join(dir, 'logs');
  return {
    dir,
    statusFile: join(dir, 'status.json'),
    eventsFile: join(dir, 'events.jsonl'),
    reportFile: join(dir, 'report.json'),
    junitFile: join(dir, 'junit.xml'),
    artifactDir: join(dir, 'artifact'),
    logsDir,
    /** the streams of the smokes' commands */
    evidenceDir: join(logsDir, 'smokes'),
    requestLog: join(dir, 'registry', 'requests.jsonl'),
  };
}

/** `${XDG_STATE_HOME:-~/.local/state}/shakedown/runs`, below the state home that is given. */
export function pointersDir(stateHome: string): string {
  return join(stateHome, 'shakedown', 'runs');
}

/** Directory name of a run's pointer record; the run id is its end, so names sort and filter without being read. */
export function pointerName(project: string, suite: string, runId: string): string {
  return `${pointerPart(project)}-${pointerPart(suite)}-${runId}`;
}

/** What a project or suite is called in a pointer's name; not reversible: the record inside has the true name. */
export function pointerPart(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9._@+]+/g, '-')
      .replace(/^[-.@]+/, '')
      .slice(0, 80) || 'unnamed'
  );
}

/** One name, one file name: what a file system might not like is percent-encoded. */
function fileNameOf(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll('%40', '@').replaceAll('*', '%2A');
  return encoded.startsWith('.') ? `%2E${encoded.slice(1)}` : encoded || '%';
}
