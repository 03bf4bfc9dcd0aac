import { describe, expect, test } from 'vitest';
import type { Attested, PublishedVersion } from '../../schemas/types.ts';
import { publishedReport } from './published-report.ts';
import { deprecationFindings, provenanceFindings, signatureFindings, tagFindings } from './registry-says.ts';

const document: PublishedVersion = {
  name: 'x',
  version: '1.2.0',
  dist: { integrity: 'sha512-x', tarball: 'http://r.example/x.tgz' },
};

describe('the dist-tag', () => {
  const found = (tags: Record<string, string>, tag = 'latest') =>
    tagFindings({ kind: 'found', value: { 'dist-tags': tags } }, document, tag).map(({ code, args }) => [
      code,
      args.found,
    ]);

  test.each<[Record<string, string>, string]>([
    [{ latest: '1.2.0' }, 'latest'],
    [{ latest: '1.3.0' }, 'latest'],
    [{ latest: '1.0.0', next: '1.2.0' }, 'next'],
  ])('is where it belongs, or on a newer release: %o %s', (tags, tag) => {
    expect(found(tags, tag)).toEqual([]);
  });

  test.each<[Record<string, string>, string]>([
    [{ latest: '1.1.0' }, '1.1.0'],
    [{ next: '1.2.0' }, 'no such tag'],
    [{ latest: '1.2.0-rc.1' }, '1.2.0-rc.1'],
    [{ latest: 'once' }, 'once'],
  ])('is elsewhere: %o', (tags, where) => {
    expect(found(tags)).toEqual([['published-tag-elsewhere', where]]);
  });

  test('is not known where the package is not shown yet', () => {
    expect(tagFindings({ kind: 'absent' }, document, 'latest')).toMatchObject([
      { code: 'published-not-checked', severity: 'warning' },
    ]);
  });
});

describe('a prerelease that latest is on', () => {
  const candidate = { ...document, version: '1.3.0-rc.0' };
  const tags = { latest: '1.3.0-rc.0', next: '1.3.0-rc.0' };
  const told = (versions: string[] | Record<string, object>, of = candidate) =>
    tagFindings({ kind: 'found', value: { 'dist-tags': { ...tags, latest: of.version }, versions } }, of, 'next');

  test('is told where there is a release that it was taken from', () => {
    for (const versions of [['1.1.0', '1.2.0', '1.3.0-rc.0'], { '1.2.0': {}, '1.3.0-rc.0': {} }]) {
      const [found, ...others] = told(versions);
      expect([found?.code, found?.severity, others]).toEqual(['published-latest-is-prerelease', 'error', []]);
      expect(found?.remediation).toContain('npm dist-tag add x@1.2.0 latest');
    }
  });

  test('is as it must be where there is none, and so is a release that was promoted', () => {
    expect(told(['1.3.0-rc.0'])).toEqual([]);
    expect(
      tagFindings({ kind: 'found', value: { 'dist-tags': { latest: '1.2.0', next: '1.2.0' } } }, document, 'next'),
    ).toEqual([]);
  });
});

test('what the registry did not say of its dist-tags keeps a release from passing', () => {
  const { name, version } = document;
  const attested: Attested = { outcome: 'verified', detail: 'x' };
  const said = (answer: Parameters<typeof tagFindings>[0]) =>
    publishedReport(
      {
        package: { name, version },
        registry: 'http://r.example/',
        waitedMs: 0,
        questions: 1,
        identity: [],
        ways: [],
        signatures: attested,
        provenance: attested,
        distTags: {},
        findings: tagFindings(answer, document, 'latest'),
      },
      true,
    );
  expect(said({ kind: 'found', value: { 'dist-tags': { latest: version } } })).toMatchObject({ verdict: 'passed' });
  const late = said({ kind: 'absent' });
  expect([late.verdict, late.exitCode]).toEqual(['incomplete', 4]);
  expect(late.line).toBe('INCOMPLETE  x@1.2.0: its dist-tags could not be checked');
});

test.each([
  [undefined, []],
  [false, []],
  ['', []],
  [true, ['no reason given']],
  ['use y', ['use y']],
])('deprecated %o is told as %o', (deprecated, reasons) => {
  const found = deprecationFindings(deprecated === undefined ? document : { ...document, deprecated });
  expect(found.map(({ args }) => args.reason)).toEqual(reasons);
});

test.each<[Attested['outcome'], string[], string[]]>([
  ['verified', [], []],
  ['not-offered', [], []],
  ['invalid', ['error published-signature-invalid'], ['error published-provenance-invalid']],
  ['missing', ['error published-signature-missing'], ['error published-provenance-missing']],
  ['not-checked', ['warning published-not-checked'], ['warning published-not-checked']],
])('a signature and a provenance that is %s', (outcome, ofSignature, ofProvenance) => {
  const attested = { outcome, detail: 'the detail' };
  const told = (findings: ReturnType<typeof signatureFindings>) =>
    findings.map(({ severity, code }) => `${severity} ${code}`);
  expect(told(signatureFindings('x@1.2.0', 'http://r.example/', attested))).toEqual(ofSignature);
  expect(told(provenanceFindings('x@1.2.0', attested))).toEqual(ofProvenance);
});
