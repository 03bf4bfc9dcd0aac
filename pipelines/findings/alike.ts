/** Whether two findings are the same fact, seen twice: on two machines, in two cells. For comparing, not for showing. */
import type { Finding } from '../../schemas/types.ts';

/** What is another one every time and says nothing about the package, and what stands for it. */
const incidental: readonly [RegExp, string][] = [
  [/(?<=(?:\b127\.0\.0\.1|\blocalhost|\[::1\]):)\d+/g, 'PORT'],
  [/(?<=\bport )\d+/g, 'PORT'],
  // A workspace, wherever the temporary directory is; then any other temporary directory.
  [/[^\s"'`(=]*\/shakedown-[^\s/]+\/\d{8}-\d{6}-\w{4}/g, 'TMP'],
  [/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders\/[^\s/]+\/[^\s/]+\/T)\/[^\s/"'`):;,]+/g, 'TMP'],
  [/(?<=\/box\/[^\s/]*-)\w{6}\b/g, 'BOX'],
  [/\b\d{8}-\d{6}-[2-9a-hjkmnp-z]{4}\b/g, 'RUN'],
];

/** The same for findings that differ in a port, a temporary directory or a run's name alone. */
export function likenessOf({ code, where, message }: Finding): string {
  return steady(JSON.stringify([code, Object.entries(where).toSorted(), message]));
}

/** As likenessOf, in whichever cell. */
export function likenessInAnyCell({ where: { cell: _, ...where }, ...found }: Finding): string {
  return JSON.stringify([found.severity, likenessOf({ ...found, where }), steady(found.remediation)]);
}

function steady(text: string): string {
  return incidental.reduce((so, [what, name]) => so.replace(what, name), text);
}
