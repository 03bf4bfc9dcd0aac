/** What one version promises to the users of an earlier one. */
import { compare, inc, major, minor, parse, patch, prerelease, satisfies } from 'semver';

/** The step from one version to another, as the words of a finding need it. */
export interface Step {
  from: string;
  to: string;
  /** the lowest version that may break users of `from` */
  next: string;
  /** whether the step allows what was found, so that it is worth a note and no more */
  met: boolean;
}

/**
 * Whether users of `from` must expect to be broken by `to`. A caret range says what they get without asking:
 * ^1.2.3 every later 1.x, ^0.2.3 every later 0.2.x, ^0.0.3 nothing else. And a prerelease promises nothing to the next
 * one of the same version, nor to that version itself.
 * @see https://semver.org/#spec-item-4, item 8, item 9
 */
export function mayBreak(from: string, to: string): boolean {
  if (prerelease(from) !== null && core(from) === core(to)) return true;
  return compare(to, from) > 0 && !satisfies(to, `^${from}`, { includePrerelease: true });
}

/** Whether `to` may bring something new: a minor step or more; below 1.0.0 every step may. */
export function mayAdd(from: string, to: string): boolean {
  if (mayBreak(from, to)) return true;
  return compare(to, from) > 0 && (major(to) === 0 || major(to) > major(from) || minor(to) > minor(from));
}

/** The lowest version after `from` that may break its users, for example 2.0.0 after 1.4.2 and 0.5.0 after 0.4.1. */
export function nextBreaking(from: string): string {
  const release = major(from) > 0 ? 'major' : minor(from) > 0 ? 'minor' : 'patch';
  return inc(from, release) ?? from;
}

/** In one word, for people and for data. */
export function stepName(from: string, to: string): 'same' | 'back' | 'major' | 'minor' | 'patch' | 'prerelease' {
  const order = compare(to, from);
  if (order === 0) return 'same';
  if (order < 0) return 'back';
  if (major(to) > major(from)) return 'major';
  if (minor(to) > minor(from)) return 'minor';
  return patch(to) > patch(from) ? 'patch' : 'prerelease';
}

function core(version: string): string {
  const parsed = parse(version);
  return parsed === null ? version : `${parsed.major}.${parsed.minor}.${parsed.patch}`;
}
