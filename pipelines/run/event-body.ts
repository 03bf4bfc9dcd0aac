import type { RunEvent } from '../../schemas/types.ts';

type Distribute<T> = T extends unknown ? Omit<T, 'v' | 'seq' | 'at' | 'runId'> : never;

/** What a stage says happened; the run's recorder adds version, sequence, time and run id. */
export type EventBody = Distribute<RunEvent>;

export type Emit = (event: EventBody) => void;
