import { describe, expect, test } from 'vitest';
import type { Attested, PublishedVersion } from '../../schemas/types.ts';
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
