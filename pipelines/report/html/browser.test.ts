/** The page in a real browser, opened from disk. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report, SmokeRecord, SmokeResult } from '../../../schemas/types.ts';
import { writePage } from '../page-file.ts';
import { concluded, sampleEvents, sampleSmoke } from '../sample-run.ts';
import { largeRun } from './large-run.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

const hostile = '</pre><script>document.title = "owned"</script><img src=x onerror="document.title = \'owned\'">';

/** Colours, a link, sequences that have no end, marks that reorder text, progress on one line. */
const terminalWords = [
  '\u001b[7minverted\u001b[27m \u001b[31;7minverted red\u001b[0m \u001b[38;5;9mindexed\u001b[0m',
  'see \u001b]8;;https://example.invalid/\u001b\\the documents\u001b]8;;\u001b\\ here',
  'before \u001b]0;a title without an end',
  'still there \u202eright to left\u2066 and \u2028 and \ufeff',
  '10 %\r20 %\r\nnext',
  '\u001b[31mthe last sequence has no end \u001b[3',
].join('\n');

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
      smokeThatSaid('terminal > speaks', terminalWords),
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

  function opened(options: Parameters<Browser['newPage']>[0] = {}, hash = ''): Promise<Page> {
    return openFile(file, options, hash);
  }

  async function openFile(path: string, options: Parameters<Browser['newPage']>[0] = {}, hash = ''): Promise<Page> {
    const page = await browser.newPage(options);
    seen.length = 0;
    page.on('console', (message) => seen.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
    page.on('request', (request) => seen.push(`request: ${request.url()}`));
    await page.goto(`file://${encodeURI(path)}${hash}`);
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

  test('what a terminal would do is shown or left out, never done: no link, no line lost, nothing reordered', async () => {
    const page = await opened({}, '#smoke-4');
    const text = page.locator('#smoke-4 .stream .text');
    await expect.poll(() => text.textContent()).toContain('no end');
    const shown = (await text.textContent()) ?? '';
    expect(shown.split('\n')).toEqual([
      'inverted inverted red indexed',
      'see the documents here',
      'before \\x1b]0;a title without an end',
      'still there \\u202eright to left\\u2066 and \\u2028 and \\ufeff',
      '10 %\\x0d20 %',
      'next',
      'the last sequence has no end \\x1b[3',
    ]);
    expect(await text.locator('a').count()).toBe(0);
    expect(await text.locator('.a7').allTextContents()).toEqual(['inverted', 'inverted red']);
    expect(await text.locator('.b1').textContent()).toBe('inverted red');
    await page.close();
    expect(seen.filter((each) => !each.startsWith('request: file://'))).toEqual([]);
  });

  test('the address of no smoke, or of no word at all, does no harm', async () => {
    for (const hash of ['#%', '#nothing', '#"><img>']) {
      await (await opened({}, hash)).close();
      expect(seen.filter((each) => !each.startsWith('request: file://'))).toEqual([]);
    }
  });

  test('every part has a name for who cannot see it', async () => {
    const page = await opened();
    const tree = await page.locator('body').ariaSnapshot();
    for (const part of [
      '- heading "ktx 0.1.0" [level=1]',
      '- region "Gates"',
      '- region "Timeline"',
      '- region "Artifact"',
      '- region "Smokes"',
      '- searchbox "Search"',
      '- checkbox "in outputs too"',
      '- group "Show"',
      'link "daemon > starts: passed',
      '- region "Environment and evidence"',
    ])
      expect(tree).toContain(part);
    // Whatever can be reached has a name.
    expect(tree).not.toMatch(/- (link|button|checkbox|searchbox|region)(:|$)/m);
    await page.close();
  });

  test('the filter takes outcomes, words, and on request what was printed', async () => {
    const page = await opened();
    expect(await visible(page)).toHaveLength(4);
    await page.getByRole('checkbox', { name: 'passed' }).uncheck();
    await expect.poll(() => visible(page)).toEqual(['daemon > stops', 'links > stay']);
    await page.getByRole('checkbox', { name: 'passed' }).check();
    await page.locator('#search').fill('PLAIN words');
    await expect.poll(() => visible(page)).toEqual([]);
    await page.getByLabel('in outputs too').check();
    await expect.poll(() => visible(page)).toEqual(['daemon > starts']);
    expect(await page.locator('#shown').textContent()).toBe('1 of 4 smokes');
    await page.close();
  });

  test('works from the keyboard: / searches, Escape clears, Enter opens', async () => {
    const page = await opened();
    await page.keyboard.press('/');
    await page.keyboard.type('starts');
    await expect.poll(() => visible(page)).toEqual(['daemon > starts']);
    await page.keyboard.press('Escape');
    await expect.poll(() => visible(page)).toHaveLength(4);
    expect(await page.locator('#smoke-1 .text *').count()).toBe(0);
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
    await page.evaluate(ansiSamples);
    const found: unknown = await page.evaluate(contrasts);
    const texts = Array.isArray(found) ? found : [];
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter(({ ratio }) => !(ratio >= 4.5))).toEqual([]);
    await page.close();
  });

  test('without scripts all but the outputs and the filter is there', async () => {
    const page = await opened({ javaScriptEnabled: false });
    expect(await page.locator('details.smoke').count()).toBe(4);
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('#smoke-2 .error').isVisible()).toBe(true);
    await page.close();
  });

  test('300 smokes with 20 MB of logs: no output is in the document before its smoke is opened, and the file is small', async () => {
    const large = join(dir, 'large');
    mkdirSync(large);
    const page = await openFile(writePage(large, largeRun(large, { smokes: 300, bytes: 20_000_000, failed: 300 })));
    const elements = (): Promise<unknown> => page.evaluate("document.querySelectorAll('.stream .text *').length");
    await page.locator('#shown', { hasText: '300 smokes' }).waitFor();
    expect(await page.locator('details.smoke[open]').count()).toBe(10);
    const before = Number(await elements());
    expect(before).toBeLessThan(40_000);
    const last = page.locator('#smoke-300');
    expect(await last.locator('.text pre').count()).toBe(0);
    await last.locator('summary').click();
    await expect.poll(() => last.locator('.text').textContent()).toContain('log line of a command');
    await page.close();
    expect(statSync(join(large, 'report.html')).size).toBeLessThan(8_000_000);
  });
});

/** Every colour that an output can have, on the ground of outputs. */
const ansiSamples = `(() => {
  const text = document.querySelector('#smoke-2 .text');
  const into = document.createElement('div');
  into.className = 'sample';
  for (const name of ['a2', 'a7', ...'01234567'.split('').flatMap((digit) => ['f' + digit, 'b' + digit, 'a7 b' + digit])]) {
    const span = document.createElement('span');
    span.className = name;
    span.textContent = name;
    into.append(span);
  }
  text.append(into);
})()`;

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
      if (!/^rgba\\(.*, 0\\)$|transparent/.test(backgroundColor)) return backgroundColor;
    }
    return 'white';
  };
  return [...document.querySelectorAll('h1, .verdict, .word, .note, .badge, .time, a:not(.bar):not(.skip), pre, .sample span')].filter((each) => each.textContent.trim()).map((each) => {
    const [a, b] = [light(getComputedStyle(each).color), light(ground(each))];
    return { text: each.textContent.slice(0, 20), style: each.className, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
  });
})()`;
