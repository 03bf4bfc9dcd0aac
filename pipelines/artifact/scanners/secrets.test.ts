import { rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Finding, PolicyContents } from '../../../schemas/types.ts';
import { check } from '../../../smoke/schema/validate.ts';
import { packageMaker } from '../made-package.ts';
import { findingsOf, madeDirectory } from './made-directory.ts';
import { scanForSecrets } from './scan-secrets.ts';
import { saySecrets, secrets } from './secrets.ts';

/** As varied as a real one, and in no source as it stands: nobody's scanner need stumble over this file. */
function made(length: number, alphabet = 'q7RwZ2kLm9XvB4nTcY8sHd3JfGp6A1eU5oVi'): string {
  return Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join('');
}
const hex = (length: number): string => made(length, '3f9a1c7e5b2d806');
const digits = (length: number): string => made(length, '8317406952');
const letters = (length: number): string => made(length, 'qRwZkLmXvBnTcYsHdJfG');
const pem = `-----BEGIN ${'PRIVATE'} KEY-----\nMIIE${made(60)}\n${made(64)}\n-----END ${'PRIVATE'} KEY-----`;

/** What each of the scanner's rules must notice. */
const planted: Record<string, string | Record<string, string>> = {
  '1password': `ops_${Buffer.from(JSON.stringify({ secret: made(99) })).toString('base64')}`,
  anthropic: `sk-ant-api03-${made(93)}AA`,
  aws: `const AWS_SECRET_ACCESS_KEY = "${made(40)}";`,
  basicauth: `fetch("https://build:${made(20)}@registry.acme.dev/x")`,
  cloudflare: `cfut_${made(40)}${hex(8)}`,
  'database-connection-string': `postgres://app:${made(20)}@db.acme.dev/main`,
  databricks: `dapi${hex(32)}`,
  docker: `dckr_pat_${made(27)}`,
  figma: `figd_${made(44)}`,
  gcp: { 'a.json': JSON.stringify({ private_key_id: hex(40), private_key: pem.replace('\n', ' ').slice(0, 40) }) },
  github: `ghp_${made(36)}`,
  gitlab: `glpat-${made(20)}`,
  grafana: `glsa_${made(32)}_${hex(8)}`,
  groq: `gsk_${made(52)}`,
  'hashicorp-vault': `hvs.${made(96)}`,
  huggingface: `hf_${letters(34)}`,
  linear: `lin_api_${made(40)}`,
  notion: `ntn_${digits(11)}${made(35)}`,
  npm: `npm_${made(36)}`,
  openai: `sk-${made(20)}T3BlbkFJ${made(20)}`,
  privatekey: pem,
  sendgrid: `SG.${made(22)}.${made(43)}`,
  shopify: `shpat_${hex(32)}`,
  slack: `xoxb-${digits(12)}-${digits(12)}-${made(24)}`,
  stripe: `sk_live_${made(24)}`,
  tailscale: `tskey-auth-${made(16)}-${made(32)}`,
  vercel: `vcp_${made(48)}`,
};

async function scanned(files: Record<string, string | Buffer>, contents?: PolicyContents): Promise<Finding[]> {
  const dir = await madeDirectory(files);
  try {
    const scan = await scanForSecrets(dir);
    expect(check('scan-result', scan)).toMatchObject({ ok: true });
    return findingsOf((report) => saySecrets(scan, contents ? { contents } : {}, report));
  } finally {
    await rm(dir, { recursive: true });
  }
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

describe('each kind of secret', () => {
  for (const [rule, text] of Object.entries(planted)) {
    test(rule, async () => {
      const files = typeof text === 'string' ? { 'a.js': `\n${text}\n` } : text;
      const findings = await scanned(files);
      expect(codesOf(findings)).toEqual([`secret-${rule}`]);
      expect(check('finding', findings[0])).toMatchObject({ ok: true });
      expect(findings[0]).toMatchObject({ severity: 'error', where: { file: Object.keys(files)[0] } });
      expect(findings[0]?.remediation).toContain(`secret-${rule}`);
    });
  }

  test('every kind that there is has its fixture', () => {
    const others = [
      'secret-of-another-kind',
      'secret-likely-example',
      'secrets-not-scanned',
      'secrets-file-not-scanned',
    ];
    expect([...Object.keys(planted).map((rule) => `secret-${rule}`), ...others].sort()).toEqual(
      secrets.codes.toSorted(),
    );
  });

  test('a kind that we have no word for yet', () => {
    const hit = { file: 'a.js', line: 1, column: 1, rule: 'new', kind: 'NEW', likelyExample: false };
    const scan = { scanner: 'secrets' as const, hits: [hit], notScanned: [] };
    expect(codesOf(findingsOf((report) => saySecrets(scan, {}, report)))).toEqual(['secret-of-another-kind']);
  });
});

describe('where', () => {
  const token = `npm_${made(36)}`;

  test('line and column of the first in a file, and how many more', async () => {
    const findings = await scanned({ 'dist/a.js': `\n\n  "${token}";\n"${token.toLowerCase()}"` });
    expect(findings).toMatchObject([{ where: { file: 'dist/a.js', line: 3 }, args: { column: 4, more: 1 } }]);
  });

  test('a minified bundle of many megabytes', async () => {
    const bundle = `${'var a=function(b){return b+1};'.repeat(200_000)}x="${token}"`;
    expect(await scanned({ 'bundle.js': bundle })).toMatchObject([{ code: 'secret-npm', where: { line: 1 } }]);
  });

  test('files of bundled dependencies are released too', async () => {
    expect(codesOf(await scanned({ 'node_modules/y/.npmrc': `//r.acme.dev/:_authToken=${made(40)}` }))).toEqual([
      'secret-npm',
    ]);
  });

  test.each(['secretlint-disable', 'secretlint-disable-next-line'])('a comment %s is not obeyed', async (word) => {
    expect(codesOf(await scanned({ 'a.js': `// ${word}\nconst a = "${token}";\n` }))).toEqual(['secret-npm']);
  });

  test('a NUL in the first 8000 bytes makes a file binary', async () => {
    expect(await scanned({ 'a.node': Buffer.from(`\0${token}`) })).toEqual([]);
    expect(codesOf(await scanned({ 'a.txt': Buffer.from(`${' '.repeat(8000)}\0${token}`) }))).toEqual(['secret-npm']);
  });

  test('a text beyond 20 MiB is not scanned, and that is said', async () => {
    const text = Buffer.alloc(20 * 1024 ** 2 + 1, 'a ');
    expect(await scanned({ 'data.txt': text })).toMatchObject([
      { code: 'secrets-file-not-scanned', where: { file: 'data.txt' }, args: { size: text.length } },
    ]);
    text[0] = 0;
    expect(await scanned({ 'data.bin': text })).toEqual([]);
  });

  test('a policy allows files', async () => {
    const files = { 'dist/keys/a.js': token, 'dist/b.js': token };
    expect(await scanned(files, { allowed: ['dist/keys/**'] })).toMatchObject([{ where: { file: 'dist/b.js' } }]);
  });

  test('a name that ends in .p12 is not read from where it leads', async () => {
    expect(await scanned({ 'a.p12': 'text' })).toEqual([]);
  });
});

describe('what is likely none', () => {
  const examples: Record<string, Record<string, string>> = {
    'in a test': { 'src/url.test.ts': `"https://build:${made(20)}@registry.acme.dev/x"` },
    'in a document': { 'README.md': `npm_${made(36)}` },
    'a placeholder': { 'a.js': `"ghp_${'x'.repeat(36)}"` },
    'says that it is an example': { 'a.js': `"https://build:not-a-real-example@acme.dev/"` },
    'at this computer': { 'a.js': `"postgres://app:${made(20)}@localhost:5432/main"` },
  };
  for (const [title, files] of Object.entries(examples)) {
    test(title, async () => {
      expect(await scanned(files)).toMatchObject([{ code: 'secret-likely-example', severity: 'info' }]);
    });
  }
});

/** 32 bits as the last six characters of a token. */
function checksum(text: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let [left, said] = [crc32(text), ''];
  for (; said.length < 6; left = Math.floor(left / 62)) said = alphabet.charAt(left % 62) + said;
  return said;
}

describe('a token that was issued, by its checksum', () => {
  const files = (text: string) => ({ 'README.md': `Log in with ${text}\n` });
  for (const [kind, prefix] of [
    ['npm', 'npm_'],
    ['github', 'ghp_'],
  ] as const) {
    test(`${kind}: is none of the documents' examples`, async () => {
      const token = `${prefix}${made(30)}${checksum(made(30))}`;
      expect(codesOf(await scanned(files(token)))).toEqual([`secret-${kind}`]);
      expect(codesOf(await scanned(files(`${prefix}${made(36)}`)))).toEqual(['secret-likely-example']);
    });
  }

  test('one that says nothing is an example with a checksum too', async () => {
    const token = `ghp_${'x'.repeat(30)}${checksum('x'.repeat(30))}`;
    expect(codesOf(await scanned(files(token)))).toEqual(['secret-likely-example']);
  });
});

describe('as a rule', () => {
  const token = `npm_${made(36)}`;

  test('finds it in the packed bytes, and its text is nowhere', async () => {
    await using maker = await packageMaker();
    const findings = await maker.inspect({ files: { 'dist/a.js': `x="${token}"` } }, { rules: [secrets] });
    expect(findings).toMatchObject([{ code: 'secret-npm', severity: 'error', where: { file: 'dist/a.js', line: 1 } }]);
    for (let at = 0; at < token.length - 8; at += 1) {
      expect(JSON.stringify(findings)).not.toContain(token.slice(at, at + 8));
    }
  });

  test('a policy turns one kind off', async () => {
    await using maker = await packageMaker();
    const policy = { rules: { 'secret-npm': 'off' as const } };
    const files = { 'a.js': token, 'b.js': `ghp_${made(36)}` };
    expect(codesOf(await maker.inspect({ files }, { rules: [secrets], policy }))).toEqual(['secret-github']);
  });
});
