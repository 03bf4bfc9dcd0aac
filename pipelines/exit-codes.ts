/** The exit codes as the help and the documents show them; pipelines/report/exit-code.ts computes them. */
export const exitCodesHelp = `
Exit codes:
  0    pass
  1    a required check failed
  2    bad usage or bad input
  3    not ready: preflight found blockers, or the run cannot be recorded
  4    incomplete: something required was skipped
  70   a fault of Shakedown itself
  128+n  ended by signal n`;
