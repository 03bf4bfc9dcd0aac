/** Stands in for pipelines/main.ts: says how it was started, and ends as its first argument wants. */
const [wanted = 'facts', detail = '0'] = process.argv.slice(2);

const says = (line: string): boolean => process.stdout.write(`${line}\n`);

switch (wanted) {
  case 'facts':
    says(JSON.stringify({ args: process.argv.slice(2), startedBy: process.env.STARTED_BY ?? null, pid: process.pid }));
    break;
  case 'exit':
    process.exitCode = Number(detail);
    break;
  case 'kill-itself':
    process.kill(process.pid, 'SIGKILL');
    break;
  case 'throw':
    throw new Error('the program broke');
  case 'need':
    await import(detail);
    break;
  case 'wait': {
    const alive = setTimeout(() => process.exit(8), 30_000);
    process.on('SIGINT', () => says('got SIGINT'));
    process.on('SIGTERM', () => {
      says('got SIGTERM');
      process.exit(7);
    });
    process.once('disconnect', () => {
      says('launcher gone');
      clearTimeout(alive);
    });
    process.channel?.unref();
    says(`waiting as ${process.pid}`);
  }
}
