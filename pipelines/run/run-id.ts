/** Names of runs: sortable by the time of their start (UTC), short enough to type, for example 20261120-094512-x7k2. */
import { randomInt } from 'node:crypto';

/** Without letters and digits that look alike. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const shape = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[2-9a-hjkmnp-z]{4}$/;

/** Characters of every run id. */
export const runIdLength = '20261120-094512-x7k2'.length;

/** A new run id for a run that starts at `now`. */
export function makeRunId(now: Date): string {
  const [day, time] = now.toISOString().replace(/[-:]/g, '').split(/[T.]/);
  const random = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${day}-${time}-${random}`;
}

/** True for what `makeRunId` makes: only a directory with such a name is ever taken for a run's. */
export function isRunId(text: string): boolean {
  return shape.test(text);
}

/** When the run of that name started, to the second; nothing for other names. */
export function startOfRun(runId: string): Date | undefined {
  const parts = shape.exec(runId);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
