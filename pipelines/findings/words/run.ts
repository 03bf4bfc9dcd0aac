import type { Wording } from '../wording.ts';

/** Words for findings about the record of a run: its store, its lock, its workspace. */
export const runWords = {
  'store-is-a-file': {
    severity: 'error',
    message: (a: { path: string }) => `${a.path}: expected a directory for the runs' records, found something else`,
    remediation: () => 'Move that file away, or run from another directory.',
  },
  'store-not-writable': {
    severity: 'error',
    message: (a: { path: string; code: string }) =>
      `${a.path}: cannot be written (${a.code}), so the run cannot be kept`,
    remediation: () => 'Make the directory writable for this user, or run from another one.',
  },
  'store-full': {
    severity: 'error',
    message: (a: { path: string; code: string }) => `${a.path}: no space is left on the disk (${a.code})`,
    remediation: () => 'Free some space: shakedown runs prune --older-than 7d shows what old runs hold.',
  },
  'store-write-failed': {
    severity: 'error',
    message: (a: { path: string; code: string }) => `${a.path}: the run's record could not be written (${a.code})`,
    remediation: () => 'See what is wrong with that path and run again: the record of this run is not complete.',
  },
  'workspace-root-unsafe': {
    severity: 'error',
    message: (a: { path: string; found: string }) =>
      `${a.path}: expected a directory of this user that no one else can write to, found ${a.found}`,
    remediation: () => 'Remove it, or set TMPDIR to a directory of your own.',
  },
  'lock-held': {
    severity: 'error',
    message: (a: { workdir: string; runId: string; pid: number; host: string; since: string }) =>
      `${a.workdir}: run ${a.runId} is at work here (process ${a.pid} on ${a.host}, since ${a.since})`,
    remediation: () => 'Wait until it ends (shakedown status), or run in another directory.',
  },
  'lock-uncertain': {
    severity: 'error',
    message: (a: { workdir: string; runId: string; why: string; since: string }) =>
      `${a.workdir}: run ${a.runId} may be at work here since ${a.since}: ${a.why}`,
    remediation: () => 'Make sure that it has ended, then: shakedown unlock --force',
  },
  'lock-unreadable': {
    severity: 'warning',
    message: (a: { path: string; found: string }) => `${a.path}: not a lock (${a.found}), so it is taken as stale`,
    remediation: () => 'Nothing: it has been replaced.',
  },
  'lock-taken-over': {
    severity: 'info',
    message: (a: { runId: string; why: string }) => `the lock of run ${a.runId} was left behind: ${a.why}`,
    remediation: () => 'Nothing: it has been taken over. shakedown diagnose tells what that run left.',
  },
  'lock-lost': {
    severity: 'warning',
    message: (a: { path: string }) => `${a.path}: this run's lock was removed or replaced while it ran`,
    remediation: () => 'Do not unlock a directory that a run is at work in: two runs may have disturbed each other.',
  },
  'run-crash-recorded': {
    severity: 'info',
    message: (a: { runId: string; reason: string }) => `run ${a.runId} is recorded as crashed: ${a.reason}`,
    remediation: (a: { runId: string }) => `shakedown diagnose ${a.runId}`,
  },
  'run-not-registered': {
    severity: 'warning',
    message: (a: { path: string; code: string }) =>
      `${a.path}: the run could not be registered there (${a.code}), so it is listed only in its own directory`,
    remediation: () => 'Make that directory writable, or set XDG_STATE_HOME to one that is.',
  },
  'directory-not-removed': {
    severity: 'warning',
    message: (a: { path: string; code: string }) =>
      `${a.path}: a directory of the run could not be removed (${a.code})`,
    remediation: () => 'See what holds it, then: shakedown workspaces prune --unreferenced --force',
  },
  'listener-failed': {
    severity: 'warning',
    message: (a: { reason: string }) => `a reporter failed at an event of the run: ${a.reason}`,
    remediation: () => 'The run goes on; its events.jsonl is complete. Report this as a fault of Shakedown.',
  },
  'run-not-found': {
    severity: 'error',
    message: (a: { id: string }) => `no run ${a.id} is on record`,
    remediation: () => 'shakedown runs lists the runs of this user.',
  },
  'run-ambiguous': {
    severity: 'error',
    message: (a: { id: string; count: number; examples: string }) =>
      `${a.id} is the beginning of ${a.count} runs: ${a.examples}`,
    remediation: () => 'Give more of the id.',
  },
  'no-run-here': {
    severity: 'error',
    message: (a: { workdir: string }) => `${a.workdir}: no run has been recorded here`,
    remediation: () => 'Name a run: shakedown runs lists those of this user.',
  },
  'smoke-not-in-run': {
    severity: 'error',
    message: (a: { smoke: string; runId: string; known: string }) =>
      `run ${a.runId} has no smoke ${a.smoke}; it has: ${a.known}`,
    remediation: () => 'Give the name of a smoke, or a part of it.',
  },
  'option-value-unknown': {
    severity: 'error',
    message: (a: { option: string; found: string; allowed: string }) =>
      `${a.option}: expected one of ${a.allowed}, found ${a.found}`,
    remediation: () => 'Give one of these.',
  },
  'options-contradict': {
    severity: 'error',
    message: (a: { one: string; other: string; why: string }) => `${a.one} and ${a.other} exclude each other: ${a.why}`,
    remediation: (a: { one: string }) => `Leave out ${a.one}.`,
  },
  'age-unclear': {
    severity: 'error',
    message: (a: { option: string; found: string; why: string }) =>
      `${a.option}: expected a whole number with s, min, h, d or w, found ${a.found}: ${a.why}`,
    remediation: () => 'For example 7d, 12h or 30min.',
  },
  'age-needed': {
    severity: 'error',
    message: (a: { command: string }) => `${a.command} has no default age: without --older-than no run is old`,
    remediation: () => 'Say how old a run must be, for example --older-than 7d (0d: any age).',
  },
  'count-unclear': {
    severity: 'error',
    message: (a: { option: string; found: string }) => `${a.option}: expected a whole number, found ${a.found}`,
    remediation: () => 'For example 20.',
  },
  'unreferenced-needed': {
    severity: 'error',
    message: (a: { command: string }) => `${a.command}: without --unreferenced nothing says which workspaces may go`,
    remediation: () => 'shakedown workspaces prune --unreferenced, or shakedown workspaces delete NAME',
  },
} satisfies Wording;
