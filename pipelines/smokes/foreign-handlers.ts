/**
 * A library that is loaded into our process may register handlers that end it: Vitest does for SIGINT, SIGTERM, exit
 * and unhandledRejection. What ends this process is decided in one place of ours, so such handlers are taken off.
 */

type Listener = (...args: unknown[]) => void;

/** Watches for handlers of the process that code below `dir` registers. */
export function watchHandlersFrom(dir: string): { remove(): void; stop(): void } {
  const found: { event: string | symbol; listener: Listener }[] = [];
  const onNew = (event: string | symbol, listener: Listener): void => {
    if (event !== 'newListener' && calledFrom(dir)) found.push({ event, listener });
  };
  process.on('newListener', onNew);
  return {
    remove() {
      for (const { event, listener } of found.splice(0)) process.off(event, listener);
    },
    stop() {
      process.off('newListener', onNew);
    },
  };
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
