/** A process, so that a recycled pid is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (field 22 of /proc/PID/stat); elsewhere what `ps -o lstart=` says. */
  readonly startTime: string;
}

export type ProcessState = 'alive' | 'gone' | 'unknown';

/** Who runs under `pid` now; undefined when nobody does (a zombie is nobody) or when we may not look. */
export function identityOf(_pid: number): ProcessIdentity | undefined {
  throw new Error('being written');
}

/**
 * Whether that very process still runs. A zombie and a recycled pid are `gone`;
 * `unknown` when a process has the pid and we may not look whose it is.
 */
export function stateOf(_identity: ProcessIdentity): ProcessState {
  throw new Error('being written');
}
