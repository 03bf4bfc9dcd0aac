import type { Report } from '../../schemas/types.ts';

/** When the run of a report ended, in milliseconds: a merged one when the first of its parts did, whenever they were merged. */
export function endOfReport({ matrix, finishedAt, startedAt }: Report): number {
  const parts = matrix?.merged?.flatMap((part) => part.finishedAt ?? []) ?? [];
  return Math.min(...[finishedAt ?? startedAt, ...parts].map((time) => Date.parse(time)));
}
