/** What a command has of the process: given at the edge, so that tests give their own. */
export interface Io {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  /** absolute */
  cwd: string;
  now: () => Date;
  /** Aborted by a signal from outside. */
  signal: AbortSignal;
}
