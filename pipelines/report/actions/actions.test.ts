import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../schemas/types.ts';
import { createDiagnostics } from '../diagnostics.ts';
import { concluded, recorded, sampleEvents, sampleFinding, sampleSmoke } from '../sample-run.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { inActions } from './actions-terminal.ts';
import { annotations } from './annotations.ts';
import { checkoutRoot } from './checkout-root.ts';
import { writeSummary } from './job-files.ts';
import { lineOfPointer } from './line-of-pointer.ts';
import { workflowCommand } from './workflow-command.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'actions-'));
  mkdirSync(join(root, 'fixtures', 'ktx'), { recursive: true });
  writeFileSync(
    join(root, 'fixtures', 'ktx', 'package.json'),
    '{\n  "name": "x",\n  "bin": {\n    "ktx": "./dist/bin.js"\n  }\n}\n',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const failing = (name: string, required = true) =>
  sampleSmoke(name, { required, outcome: 'failed', errors: [{ message: 'expected exit 0' }] });
const said = (report: Report) => annotations(report, { root, cwd: root });

describe('annotations', () => {
  test('a finding is on the line of its pointer in the file of the subject', () => {
    const [line] = said(concluded([...sampleEvents([]), { type: 'finding', finding: sampleFinding }]));
    expect(line).toMatch(
      /^::error file=fixtures\/ktx\/package\.json,line=4,title=bin-missing::the bin ktx is expected/,
    );
    expect(line).toContain('%0ANext: Add dist to "files"');
  });

  test('a smoke that failed is on its line where its file is in the workspace, and has none elsewhere', () => {
    const smoke = { ...failing('daemon > stops'), errors: [{ message: 'no', at: 'smoke/x.smoke.ts:7:3' }] };
    expect(said(concluded(sampleEvents([smoke])))[0]).toMatch(/^::error title=smoke failed%3A daemon > stops::no/);
    mkdirSync(join(root, 'smoke'));
    writeFileSync(join(root, 'smoke', 'x.smoke.ts'), '');
    expect(said(concluded(sampleEvents([smoke])))[0]).toMatch(/^::error file=smoke\/x.smoke.ts,line=7,title=/);
  });

  test('of many, required smokes come first, and what is over the limit is counted', () => {
    const smokes = Array.from({ length: 8 }, (_, index) => failing(`r > ${index}`));
    const advisory = [failing('advisory > one', false)];
    const findings = Array.from({ length: 6 }, () => ({ type: 'finding' as const, finding: sampleFinding }));
    const lines = said(concluded([...sampleEvents([...advisory, ...smokes]), ...findings]));
    const errors = lines.filter((line) => line.startsWith('::error'));
    expect(errors).toHaveLength(10);
    expect(errors[0]).toContain('r > 0');
    expect(errors[9]).toMatch(/^::error title=and 5 more::/);
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(1);
  });

  test('no file outside of the workspace is named', () => {
    const found = { ...sampleFinding, where: { file: join(root, 'fixtures', 'ktx', 'package.json') } };
    const report = concluded([...sampleEvents([]), { type: 'finding', finding: found }]);
    expect(said(report)[0]).toMatch(/^::error file=/);
    expect(annotations(report, { root: join(root, 'elsewhere'), cwd: root })[0]).toMatch(/^::error title=/);
  });

  test('what cannot be read has no line', () => {
    const found = { ...sampleFinding, where: { file: join(root, 'fixtures'), pointer: '/bin' } };
    expect(said(concluded([...sampleEvents([]), { type: 'finding', finding: found }]))[0]).toMatch(
      /^::error file=fixtures,title=/,
    );
  });

  test('foreign text cannot end a command', () => {
    expect(workflowCommand('error', { title: 'a,b:c\n' }, 'x\r\n::set-output::%')).toBe(
      '::error title=a%2Cb%3Ac%0A::x%0D%0A::set-output::%25\n',
    );
  });
});

test('files are named from the checkout, wherever in the workspace a job has put it', () => {
  const inside = join(root, 'source', 'packages', 'x');
  mkdirSync(inside, { recursive: true });
  expect(checkoutRoot(inside, root)).toBe(root);
  mkdirSync(join(root, 'source', '.git'));
  expect(checkoutRoot(inside, root)).toBe(join(root, 'source'));
  expect(checkoutRoot(join(root, 'source'), root)).toBe(join(root, 'source'));
  // What is around the workspace is nothing of the job.
  expect(checkoutRoot(inside, inside)).toBe(inside);
  expect(checkoutRoot(root, inside)).toBe(inside);
});

test.each([
  ['/bin/ktx', 4],
  ['/bin', 3],
  ['/bin/none', 3],
  ['/files/0', 1],
  ['', 1],
])('%s of a package.json is on line %i', (pointer, line) => {
  expect(lineOfPointer(readFileSync(join(root, 'fixtures/ktx/package.json'), 'utf8'), pointer)).toBe(line);
});

test('an item of a list is on its own line', () => {
  expect(lineOfPointer('{\n "files": [\n  "a",\n  "b"\n ]\n}', '/files/1')).toBe(4);
});

describe('a terminal in Actions', () => {
  const secret = 'npm_0123456789abcdef';

  async function conclude(report: Report, env: NodeJS.ProcessEnv = {}) {
    let stderr = '';
    const stream = {
      write: (text: string) => {
        stderr += text;
        return true;
      },
    } as unknown as NodeJS.WriteStream;
    const inner: Terminal = {
      diagnostics: createDiagnostics({ stderr: stream, quiet: false, color: false }),
      onEvent: (event) => event.type === 'smoke-started' && stream.write('  ::error::of the package\n'),
      finish: async () => void stream.write('RESULT\n'),
      close: () => undefined,
    };
    const files = { GITHUB_OUTPUT: join(root, 'output'), GITHUB_STEP_SUMMARY: join(root, 'summary') };
    const terminal = inActions(inner, {
      env: { GITHUB_WORKSPACE: root, NODE_AUTH_TOKEN: secret, ...files, ...env },
      cwd: root,
      stderr: stream,
    });
    for (const event of recorded(sampleEvents(report.smokes))) terminal.onEvent(event);
    await terminal.finish(report);
    return stderr;
  }

  test('what a package says commands nothing: the runner listens to our own lines alone', async () => {
    const stderr = await conclude(concluded(sampleEvents([failing('a > b')])));
    const [, token = ''] = /^::stop-commands::([0-9a-f]{32})\n/.exec(stderr) ?? [];
    expect(token).not.toBe('');
    let listening = true;
    const obeyed: string[] = [];
    for (const line of stderr.split('\n')) {
      if (line === `::${token}::`) listening = true;
      else if (line === `::stop-commands::${token}`) listening = false;
      else if (listening && line.trimStart().startsWith('::')) obeyed.push(line);
    }
    expect(obeyed).toEqual([
      '::group::Pack, publish, install',
      '::endgroup::',
      '::group::Smokes',
      '::endgroup::',
      expect.stringMatching(/^::error title=smoke failed/),
    ]);
    expect(listening).toBe(true);
  });

  test('hands over the verdict, the bytes and where the report is', async () => {
    await conclude(concluded(sampleEvents([failing('a > b')])));
    const outputs = readFileSync(join(root, 'output'), 'utf8');
    expect(outputs).toMatch(/^verdict<<(end-\S+)\nfailed\n\1\n/);
    expect(outputs).toMatch(/sha256<<(end-\S+)\n(3f){32}\n\1/);
    expect(outputs).toMatch(/report-path<<(end-\S+)\n\/work\/run\/report.html\n\1/);
    expect(readFileSync(join(root, 'summary'), 'utf8')).toMatch(/^## FAIL/);
  });

  test('no secret of the job is in the summary or in an annotation', async () => {
    const smoke = sampleSmoke('a > b', { outcome: 'failed', errors: [{ message: `token ${secret}` }] });
    const stderr = await conclude(concluded(sampleEvents([smoke])));
    expect(stderr).toContain('token ***');
    expect(stderr + readFileSync(join(root, 'summary'), 'utf8')).not.toContain(secret);
  });

  test('a secret is found before Markdown and workflow commands write it otherwise, and line by line', async () => {
    const key = ['-----BEGIN-----', '0123456789_abc', 'fedcba9876543210'];
    const found = { ...sampleFinding, message: `token ${secret}, key ${key.join('\n')}, and ${key[2]}` };
    const report = concluded([...sampleEvents([]), { type: 'finding', finding: found }]);
    const stderr = await conclude(report, { SIGNING_PRIVATE_KEY: key.join('\n') });
    const summary = readFileSync(join(root, 'summary'), 'utf8');
    expect(summary).toContain('token &#42;&#42;&#42;, key &#42;&#42;&#42;, and &#42;&#42;&#42;');
    expect(stderr).toContain('token ***, key ***, and ***');
    expect(stderr + summary).not.toMatch(/0123456789|9876543210/);
  });

  test('files that cannot be written are told, and change nothing else', async () => {
    const stderr = await conclude(concluded(sampleEvents([])), { GITHUB_OUTPUT: join(root, 'none', 'output') });
    expect(stderr).toMatch(/warning actions-file-unwritable: .*ENOENT/);
  });
});

test('a summary that is nearly full gets the verdict, and a full one nothing', () => {
  const file = join(root, 'summary');
  writeFileSync(file, 'x'.repeat(1024 * 1024 - 100));
  writeSummary(file, `## FAIL\n${'y'.repeat(200)}`);
  expect(readFileSync(file, 'utf8').slice(-80)).toContain('## FAIL');
  appendFileSync(file, 'x'.repeat(200));
  const full = readFileSync(file);
  writeSummary(file, 'more');
  expect(readFileSync(file)).toEqual(full);
});
