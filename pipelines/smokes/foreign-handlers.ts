/**
 * A library that is loaded into our process may register handlers that end it: Vitest does for SIGINT, SIGTERM, exit
 * and unhandledRejection. What ends this process is decided in one place of ours, so such handlers are taken off.
 */

type Listener = (...args: unknown[]) => void;

/**
 * Takes off handlers of the process that code below `dir` registers, before any event can reach them.
 * @returns ends the watch
 */
export function refuseHandlersFrom(dir: string): () => void {
  const onNew = (event: string | symbol, listener: Listener): void => {
    // A microtask runs before the next event of the process, and after the registration that is being told here.
    if (event !== 'newListener' && calledFrom(dir)) queueMicrotask(() => process.off(event, listener));
  };
  process.on('newListener', onNew);
  return () => process.off('newListener', onNew);
}

/** Whether the code that calls process.on() right now is below `dir`. */
function calledFrom(dir: string): boolean {
  const place = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 20;
  Error.captureStackTrace(place);
  Error.stackTraceLimit = limit;
  return 'stack' in place && String(place.stack).includes(dir);
}
