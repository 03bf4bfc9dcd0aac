import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { addScript, exitOf, onlyReport, openWorkplace } from './workplace.ts';

/** Verifies the reference package with a script of its own that runs while it is packed. */
async function verifyWithPrepack(script: string) {
  await using place = await openWorkplace();
  const source = await place.copyOfReference();
  await addScript(source, 'prepack', script);
  const result = await place.shakedown(['verify', source, '--only', 'install >']);
  const report = await onlyReport(place);
  return { result, report, left: await readdir(place.tmp) };
}

test('a script that floods both streams with 10 MB stops nothing', async () => {
  const flood = `node -e "const s='x'.repeat(1e6);for(let i=0;i<5;i++){process.stdout.write(s);process.stderr.write(s)}"`;
  const { result, left } = await verifyWithPrepack(flood);
  expect(exitOf(result), result.stderr).toBe(0);
  expect(left).toEqual([]);
});

test('a process that a script leaves in the background is found at the end, killed, and fails the run', async () => {
  const { result, report, left } = await verifyWithPrepack('sleep 300 >/dev/null 2>&1 &');
  expect(exitOf(result), result.stderr).toBe(1);
  expect(report.findings.map(({ code }) => code)).toEqual(['processes-left-behind']);
  expect(result.stdout).toMatch(/sleep 300/);
  expect(left).toEqual([]);
});

test('a double-forked, detached grandchild with a scrubbed environment is found too', async () => {
  const { result, report, left } = await verifyWithPrepack(
    "cd / && setsid env -i sh -c '(exec sleep 299 </dev/null >/dev/null 2>&1 &)'",
  );
  expect(exitOf(result), result.stderr).toBe(1);
  expect(report.findings.map(({ code }) => code)).toEqual(['processes-left-behind']);
  expect(left).toEqual([]);
});
