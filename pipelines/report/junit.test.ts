import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../schemas/types.ts';
import { junitXml } from './junit.ts';
import { concluded, reportOf, sampleEvents, sampleFinding, sampleSmoke } from './sample-run.ts';

interface Element {
  tag: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** By a parser that is not ours: Python's. */
function parsed(report: Report): Element {
  const script = join(import.meta.dirname, 'junit-as-json.py');
  const { status, stdout, stderr } = spawnSync('python3', [script], { input: junitXml(report), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function named(suite: Element | undefined, name: string): Element | undefined {
  return suite?.children.find((child) => child.attributes.name === name);
}

const python = spawnSync('python3', ['--version']).status === 0;

// Without Python there is nothing to compare with; a CI without it is wrong and fails.
describe.runIf(python || process.env.CI)('junit.xml', () => {
  test('has the verdict, the stages and the smokes as cases, with evidence', () => {
    const root = parsed(
      concluded(
        sampleEvents([
          sampleSmoke('install > version', {
            record: {
              sandboxDir: '/tmp/sandbox',
              steps: [],
              survivors: [],
              commands: [
                {
                  line: 'ktx --version',
                  cwd: '/p',
                  ended: 'exit 0',
                  durationMs: 80,
                  stdoutFile: 'logs/1.out',
                  stderrFile: 'logs/1.err',
                  stdoutBytes: 20,
                  stderrBytes: 0,
                  heldOpen: false,
                },
              ],
            },
          }),
        ]),
      ),
    );
    expect(root).toMatchObject({
      tag: 'testsuites',
      attributes: { tests: '10', failures: '0', skipped: '0', time: '4.860' },
    });
    const [own, smokes] = root.children;
    expect(own?.children.map(({ attributes }) => attributes.name)).toEqual([
      'verdict',
      'preflight',
      'registry',
      'pack',
      'inspect',
      'publish',
      'identity',
      'install',
      'smokes',
    ]);
    expect(smokes).toMatchObject({ tag: 'testsuite', attributes: { name: 'ktx-runtime@1', tests: '1' } });
    expect(named(smokes, 'version')).toMatchObject({
      attributes: { classname: 'ktx/install.smoke.ts', time: '0.120' },
      children: [
        {
          tag: 'system-out',
          text: '$ ktx --version\n  exit 0\n  stdout: logs/1.out\n  stderr: logs/1.err\nsandbox: /tmp/sandbox',
        },
      ],
    });
  });

  test('has a suite for each that was run', () => {
    const suites: Report['suites'] = [
      { name: 'ktx-runtime@1', smokes: 'required', chosen: true, needed: true },
      { name: 'ktx-more', smokes: 'advisory', chosen: false, needed: false },
    ];
    const smokes = [sampleSmoke('a > one'), sampleSmoke('b > two', { suite: 'smokes' })];
    const { children } = parsed(concluded(sampleEvents(smokes), { kind: 'completed' }, { suites }));
    expect(children.map(({ attributes }) => [attributes.name, attributes.tests])).toEqual([
      ['shakedown', '9'],
      ['ktx-runtime@1', '1'],
      ['smokes', '1'],
    ]);
  });

  test('tells failed, skipped, inapplicable and advisory smokes apart', () => {
    const error = { message: 'stdout\ndiffers', diff: '- a\n+ b', at: 'prune.smoke.ts:4:2' };
    const root = parsed(
      concluded([
        ...sampleEvents([
          sampleSmoke('a > fails', { outcome: 'failed', errors: [error] }),
          sampleSmoke('a > is skipped', { outcome: 'skipped', reason: 'no uv' }),
          sampleSmoke('a > does not apply', { outcome: 'not-applicable', reason: 'Windows only' }),
          sampleSmoke('a > advises', { outcome: 'failed', required: false, errors: [error] }),
        ]),
        { type: 'finding', finding: sampleFinding },
      ]),
    );
    expect(root.attributes).toMatchObject({ failures: '3', skipped: '3' });
    const [own, smokes] = root.children;
    expect(named(own, 'verdict')?.children[0]).toMatchObject({ tag: 'failure' });
    expect(named(own, 'bin-missing package.json')?.children[0]).toMatchObject({
      tag: 'failure',
      text: 'Next: Add dist to "files" in package.json.',
    });
    const outcome = (name: string) => named(smokes, name)?.children[0];
    expect(outcome('fails')).toMatchObject({
      tag: 'failure',
      attributes: { message: 'stdout' },
      text: "stdout\ndiffers\n- a\n+ b\nprune.smoke.ts:4:2\n\nAgain: shakedown verify fixtures/ktx --only 'a > fails'",
    });
    expect(outcome('is skipped')).toMatchObject({ tag: 'skipped', attributes: { message: 'no uv' } });
    expect(outcome('does not apply')).toMatchObject({ attributes: { message: 'not applicable: Windows only' } });
    expect(outcome('advises')).toMatchObject({
      tag: 'skipped',
      attributes: { message: 'advisory, failed: stdout' },
    });
  });

  test('counts a failed smoke once, and not its stage as well', () => {
    const bodies = sampleEvents([sampleSmoke('a > fails', { outcome: 'failed' })]).map((event) =>
      event.type === 'stage-finished' && event.stage === 'smokes' ? { ...event, outcome: 'failed' as const } : event,
    );
    // The verdict and the smoke.
    expect(parsed(concluded(bodies)).attributes.failures).toBe('2');
  });

  test('is red whenever the exit code is not 0, though no single case failed', () => {
    const incomplete = parsed(concluded(sampleEvents([sampleSmoke('a > 1', { outcome: 'skipped', reason: 'no uv' })])));
    expect(incomplete.attributes.failures).toBe('1');
    expect(parsed(reportOf(sampleEvents([]))).attributes.failures).toBe('1');
  });

  test('is well-formed for any bytes', () => {
    const everything = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
    const hostile = `]]><!--<x a="&'${everything}\ud800\udfff\ud83d\ufffe\uffff\u2028 👩‍🚀`;
    const report = concluded(
      sampleEvents([
        sampleSmoke(`a > ${hostile}`, {
          outcome: 'failed',
          errors: [{ message: hostile, diff: hostile, at: hostile }],
        }),
        sampleSmoke('a > b', { outcome: 'skipped', reason: hostile }),
      ]),
      { kind: 'completed' },
      { subject: hostile },
    );
    const failure = parsed(report).children[1]?.children[0]?.children[0];
    expect(failure?.attributes.message).toContain(`]]><!--<x a="&'`);
    expect(failure?.text).toContain('👩‍🚀');
  });
});
