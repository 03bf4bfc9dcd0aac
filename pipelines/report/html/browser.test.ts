/** The page in a real browser, opened from disk. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report, SmokeRecord, SmokeResult } from '../../../schemas/types.ts';
import { writePage } from '../page-file.ts';
import { concluded, sampleEvents, sampleSmoke } from '../sample-run.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

const hostile = '</pre><script>document.title = "owned"</script><img src=x onerror="document.title = \'owned\'">';

describe.skipIf(executablePath === undefined)('report.html in a browser', () => {
  let dir: string;
  let browser: Browser;
  let file: string;
  const seen: string[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'page in a browser-'));
    mkdirSync(join(dir, 'logs'));
    file = writeReportPage([
      smokeThatSaid('daemon > starts', 'plain words\n'),
      smokeThatSaid('daemon > stops', `before \u001b[1;31mred\u001b[0m after\u001b[2J\u0007\n${hostile}\nneedle\n`, {
        outcome: 'failed',
        errors: [{ message: `expected nothing, found ${hostile}` }],
      }),
      smokeThatSaid('links > stay', '', { outcome: 'skipped', reason: 'no links here' }),
    ]);
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  function smokeThatSaid(name: string, stdout: string, differs: Partial<SmokeResult> = {}): SmokeResult {
    const id = name.replace(/\W+/g, '-');
    const streams = { stdoutFile: join(dir, 'logs', `${id}.stdout`), stderrFile: join(dir, 'logs', `${id}.stderr`) };
    writeFileSync(streams.stdoutFile, stdout);
    writeFileSync(streams.stderrFile, '');
    const command = {
      line: 'ktx x',
      cwd: '/w',
      ended: 'exit 0',
      durationMs: 1,
      stdoutBytes: 1,
      stderrBytes: 0,
      heldOpen: false,
    };
    const record: SmokeRecord = { steps: [], survivors: [], commands: [{ ...command, ...streams }] };
    return sampleSmoke(name, { record, ...differs });
  }

  function writeReportPage(smokes: readonly SmokeResult[]): string {
    const sample = concluded(sampleEvents(smokes));
    const report: Report = { ...sample, evidence: { ...sample.evidence, dir } };
    return writePage(dir, report);
  }

  async function opened(options: Parameters<Browser['newPage']>[0] = {}, hash = ''): Promise<Page> {
    const page = await browser.newPage(options);
    seen.length = 0;
    page.on('console', (message) => seen.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    page.on('request', (request) => seen.push(`request: ${request.url()}`));
    await page.goto(`file://${encodeURI(file)}${hash}`);
    return page;
  }

  const visible = (page: Page) => page.locator('details.smoke:visible .title').allTextContents();

  test('says the verdict first, and makes neither a request nor a noise', async () => {
    const page = await opened();
    expect(await page.locator('.verdict .word').textContent()).toBe('FAIL');
    expect(await page.title()).toContain('FAIL');
    await page.close();
    expect(seen.filter((each) => !each.startsWith('request: file://'))).toEqual([]);
    expect(seen).toHaveLength(1);
  });

  test('the outputs of a failed smoke are there at once, with colours, and markup in them is text', async () => {
    const page = await opened();
    const text = page.locator('#smoke-2 .stream .text');
    await expect.poll(() => text.textContent()).toContain('needle');
    expect(await text.locator('.f1.a1, .a1.f1').textContent()).toBe('red');
    expect(await text.textContent()).toContain(hostile);
    expect(await text.textContent()).not.toContain('[2J');
    expect(await page.locator('#smoke-2 .error pre').first().textContent()).toContain(hostile);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
    await page.close();
  });

  test('the filter takes outcomes, words, and on request what was printed', async () => {
    const page = await opened();
    expect(await visible(page)).toHaveLength(3);
    await page.getByRole('checkbox', { name: 'passed' }).uncheck();
    await expect.poll(() => visible(page)).toEqual(['daemon > stops', 'links > stay']);
    await page.getByRole('checkbox', { name: 'passed' }).check();
    await page.locator('#search').fill('PLAIN words');
    await expect.poll(() => visible(page)).toEqual([]);
    await page.getByLabel('in outputs too').check();
    await expect.poll(() => visible(page)).toEqual(['daemon > starts']);
    expect(await page.locator('#shown').textContent()).toBe('1 of 3 smokes');
    await page.close();
  });

  test('works from the keyboard: / searches, Escape clears, Enter opens', async () => {
    const page = await opened();
    await page.keyboard.press('/');
    await page.keyboard.type('starts');
    await expect.poll(() => visible(page)).toEqual(['daemon > starts']);
    await page.keyboard.press('Escape');
    await expect.poll(() => visible(page)).toHaveLength(3);
    await page.locator('#smoke-1 summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#smoke-1 .stream .text').textContent()).toContain('plain words');
    await page.close();
  });

  test('a bar of the timeline leads to its smoke, and an address with a smoke opens it', async () => {
    const page = await opened();
    await page.getByRole('link', { name: /^daemon > starts: passed/ }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#smoke-1').evaluate((smoke) => smoke.hasAttribute('open'))).toBe(true);
    await page.close();
    const other = await opened({}, '#smoke-3');
    expect(await other.locator('#smoke-3').evaluate((smoke) => smoke.hasAttribute('open'))).toBe(true);
    await other.close();
  });

  test.each([320, 1280])('nothing is wider than a screen of %i pixels', async (width) => {
    const page = await opened({ viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('text can be told from its ground when it is %s', async (colorScheme) => {
    const page = await opened({ colorScheme });
    const ratios: unknown = await page.evaluate(contrasts);
    expect(Array.isArray(ratios) && ratios.length > 5).toBe(true);
    for (const ratio of Array.isArray(ratios) ? ratios : []) expect(ratio).toBeGreaterThanOrEqual(4.5);
    await page.close();
  });

  test('without scripts all but the outputs and the filter is there', async () => {
    const page = await opened({ javaScriptEnabled: false });
    expect(await page.locator('details.smoke').count()).toBe(3);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('#smoke-2 .error').isVisible()).toBe(true);
    await page.close();
  });

  test('300 smokes with 20 MB of logs: all of them can be searched', async () => {
    const line = (at: number) => `${at} ${'log line of a command, '.repeat(3)}${Math.sin(at)}\n`;
    const smokes = Array.from({ length: 300 }, (_, index) =>
      smokeThatSaid(`many > ${index}`, Array.from({ length: 700 }, (_, at) => line(index * 700 + at)).join('')),
    );
    const before = file;
    file = writeReportPage(smokes);
    const page = await opened();
    expect(await page.locator('details.smoke').count()).toBe(300);
    await page.locator('#search').fill('209999 log line');
    await page.getByLabel('in outputs too').check();
    await expect.poll(() => visible(page), { timeout: 20_000 }).toEqual(['many > 299']);
    await page.close();
    file = before;
  });
});

/** The contrast of some texts with what is behind them. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const contrasts = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => part(value / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/, 0\\)$|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return 'white';
  };
  return [...document.querySelectorAll('h1, .verdict, .word, .note, .badge, .time, a:not(.bar):not(.skip), pre')].filter((each) => each.textContent.trim()).map((each) => {
    const [a, b] = [light(getComputedStyle(each).color), light(ground(each))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
})()`;
