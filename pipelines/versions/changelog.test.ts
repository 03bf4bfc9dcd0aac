import { expect, test } from 'vitest';
import { hasUnreleasedHeading, newestHeading, versionHeadings } from './changelog.ts';

const newest = (text: string) => newestHeading(versionHeadings(text, '@scope/name'));

test.for([
  '## 1.2.3',
  '# v1.2.3',
  '## [1.2.3] - 2026-01-02',
  '## [v1.2.3](https://example.org/compare/v1.2.2...v1.2.3) (2026-01-02)',
  '## @scope/name@1.2.3',
  '## @scope/name 1.2.3',
  '### 1.2.3 (2026-01-02) ###',
  '## Version 1.2.3',
  '## **1.2.3**',
  '1.2.3\n-----',
  'v1.2.3 / 2026-01-02\r\n==================\r\n',
])('%j names 1.2.3', (heading) => {
  const text = `# Changelog\r\n\r\nAll of it.\n\n${heading}\n\n- one thing\n\n## 1.2.2\n`;
  const found = newest(text);
  expect(found).toMatchObject({ version: '1.2.3', unreleased: false });
  expect(text.slice(found?.span.start, found?.span.end)).toBe('1.2.3');
  expect(text.slice(found?.heading.start, found?.heading.end)).toBe(heading.trimEnd());
  expect(text.split(/\r?\n/)[(found?.line ?? 0) - 1]).toContain('1.2.3');
});

test.for([
  '# Changelog',
  '## Unreleased',
  '## Upgrade from 1.2.3',
  '### Support Node 22.1.0',
  '## 1.2',
  '## 1.2.3.4',
  '#### 1.2.3',
  '- 1.2.3',
  '```\n## 1.2.3\n```',
  '~~~~\n```\n## 1.2.3\n~~~\n~~~~',
  '<!--\n## 1.2.3\n-->',
  '1.2.3\n\n-----',
  '## 2026-01-02',
])('%j names no version', (text) => {
  expect(newest(`${text}\n`)).toBeUndefined();
});

test('a prerelease, and what says that it is not released', () => {
  expect(newest('## 1.2.3-rc.0\n')).toMatchObject({ version: '1.2.3-rc.0', unreleased: false });
  expect(newest('## 1.2.3-rc.0 - Unreleased\n')).toMatchObject({ version: '1.2.3-rc.0', unreleased: true });
  expect(newest('## [1.2.3] (unreleased)\n')).toMatchObject({ version: '1.2.3', unreleased: true });
});

test('what comes next is passed over, and known', () => {
  const text = '# Changelog\n\n## [Unreleased]\n\n- next\n\n## 1.2.3\n';
  expect(newest(text)?.version).toBe('1.2.3');
  expect(hasUnreleasedHeading(text)).toBe(true);
  expect(hasUnreleasedHeading('# Changelog\n\n## 1.2.3\n\nUnreleased things are nowhere.\n')).toBe(false);
});

test('a byte order mark hides no heading, and is no part of it', () => {
  const [first] = versionHeadings('\ufeff## 1.2.4\n\n## 1.2.3\n', 'a');
  expect(first).toMatchObject({ version: '1.2.4', line: 1, heading: { start: 1, end: 9 }, span: { start: 4, end: 9 } });
});

test('the newest is the first, but the last in a file that grows at its end', () => {
  expect(newest('## 1.3.0\n## 1.2.9\n## 2.0.0\n')?.version).toBe('1.3.0');
  expect(newest('## 1.0.0\n## 1.0.1\n## 1.1.0\n')?.version).toBe('1.1.0');
  expect(newest('')).toBeUndefined();
});

test('a heading behind code and comments is seen', () => {
  expect(newest('```sh\nx\n```\n<!-- one line -->\n<!--\nmore\n-->\n## 1.2.3\n')?.version).toBe('1.2.3');
});
