/**
 * Measures how long a browser takes over a page of 300 smokes with 20 MB of logs, and how much memory.
 * `node pipelines/report/html/page-load.program.ts` prints Markdown.
 */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { writePage } from '../page-file.ts';
import { formatBytes } from '../quantities.ts';
import { largeRun } from './large-run.ts';

const times = 5;
const megabyte = 1_000_000;
const cases = [
  { name: '300 smokes, 20 MB of logs, all passed', smokes: 300, bytes: 20 * megabyte },
  { name: '300 smokes, 20 MB of logs, all failed', smokes: 300, bytes: 20 * megabyte, failed: 300 },
  { name: '300 smokes, 200 MB of logs', smokes: 300, bytes: 200 * megabyte, failed: 3 },
];

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (executablePath === undefined) throw new Error('expected a Chromium at /usr/bin/chromium, found none');

const root = mkdtempSync(join(tmpdir(), 'page-load-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-precise-memory-info'] });
try {
  console.log(
    `Chromium ${browser.version()}, node ${process.versions.node}, ${times} loads each, median and slowest; load of the machine ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(
    '| page | file | made in | usable after | slowest | of that CPU | search in all outputs | JS heap at load | after search |',
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: |');
  for (const [at, { name, ...size }] of cases.entries()) {
    const dir = join(root, `${at}`);
    const report = largeRun(dir, size);
    const startedAt = performance.now();
    const file = writePage(dir, report);
    const madeMs = performance.now() - startedAt;
    const loads: number[] = [];
    const cpu: number[] = [];
    const searches: number[] = [];
    const heaps: number[] = [];
    const heapsAfter: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const session = await page.context().newCDPSession(page);
      // Processor time of the page's main thread: what other programs take of the machine is not in it.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await page.goto(`file://${file}`);
      // Usable: parsed, the filter at work, painted. Counted from the start of the navigation, in the page's own clock.
      await page.locator('#shown', { hasText: 'smokes' }).waitFor();
      loads.push(
        Number(
          await page.evaluate(
            'new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))',
          ),
        ),
      );
      const { metrics } = await session.send('Performance.getMetrics');
      cpu.push(1000 * (metrics.find(({ name: metric }) => metric === 'TaskDuration')?.value ?? 0));
      heaps.push(Number(await page.evaluate('performance.memory.usedJSHeapSize')));
      await page.locator('#search-outputs').check();
      const searchedAt = performance.now();
      await page.locator('#search').fill('words that nothing holds');
      await page.locator('#shown', { hasText: /^0 of/ }).waitFor({ timeout: 120_000 });
      searches.push(performance.now() - searchedAt);
      heapsAfter.push(Number(await page.evaluate('performance.memory.usedJSHeapSize')));
      await page.close();
    }
    const ms = (value: number) => `${Math.round(value)} ms`;
    const cells = [
      name,
      formatBytes(statSync(file).size),
      ms(madeMs),
      ms(median(loads)),
      ms(Math.max(...loads)),
      ms(median(cpu)),
      ms(median(searches)),
      formatBytes(median(heaps)),
      formatBytes(median(heapsAfter)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
