/**
 * The variable that every process of a sandbox inherits: `<mark of the run>/<directory name of the sandbox>`.
 * It is what the census of survivors looks for.
 */
export const MARK_VARIABLE = 'SHAKEDOWN_SANDBOX';
