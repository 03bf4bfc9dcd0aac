/** Runs in the scanner's own process: looks for secrets in every text file, by secretlint. */
import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SecretHit, SecretsScan } from '../../../schemas/types.ts';
import { type ExtractedFile, extractedFiles, isBinary } from './extracted-files.ts';

/** A bundle of a whole program has about 10 MB; what is far beyond is data. */
const maxTextBytes = 20 * 1024 ** 2;
/** Whoever has packed a dump of keys need not be told each of them. */
const maxHits = 500;

/**
 * Scans the extracted package in `dir`. What was found is named by its place and kind; its text goes nowhere.
 * Comments that tell the scanner to look away are not obeyed: what is released is for the policy to say.
 */
export async function scanForSecrets(dir: string): Promise<SecretsScan> {
  const scan = await loadScanner();
  const hits: SecretHit[] = [];
  const notScanned: SecretsScan['notScanned'] = [];
  for (const file of extractedFiles(dir)) {
    if (hits.length >= maxHits) break;
    if (file.size > maxTextBytes) {
      if (!isBinary(file.read())) notScanned.push({ file: file.path, size: file.size });
      continue;
    }
    hits.push(...(await scan(file)));
  }
  return { scanner: 'secrets', hits: hits.slice(0, maxHits), notScanned };
}

const prefix = '@secretlint/secretlint-rule-';

async function loadScanner(): Promise<(file: ExtractedFile) => Promise<SecretHit[]>> {
  const [{ lintSource }, { creator, rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const obeyed = rules.filter(({ meta }) => meta.id !== `${prefix}filter-comments`);
  const preset = {
    id: creator.meta.id,
    rule: {
      ...creator,
      rules: obeyed,
      create: (context: Parameters<typeof creator.create>[0]) => {
        for (const rule of obeyed) context.registerRule(rule);
      },
    },
  };
  return async (file) => {
    const { path } = file;
    const content = textOf(file);
    if (content === undefined) return [];
    const { messages } = await lintSource({
      // With its extension .p12 a rule would read the file of that name itself; such a file is binary.
      source: { content, filePath: path, ext: posix.extname(path).replace('.p12', ''), contentType: 'text' },
      options: { config: { rules: [preset] }, noPhysicFilePath: true },
    });
    return messages.map(({ ruleId, messageId, loc, range }) => ({
      file: path,
      line: Math.max(1, loc.start.line),
      column: loc.start.column + 1,
      rule: ruleId.replace(prefix, ''),
      kind: messageId,
      likelyExample: isExample(path, content.slice(...range)),
    }));
  };
}

/** Undefined for a file that is binary. The bytes are not kept beside the text: both may be large. */
function textOf(file: ExtractedFile): string | undefined {
  const bytes = file.read();
  return isBinary(bytes) ? undefined : bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** A token that was issued is no example, wherever it stands and whatever is said around it. */
function isExample(path: string, text: string): boolean {
  return !wasIssued(text) && (isInTestOrExample(path) || isPlaceholder(text));
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Whether `text` holds a token of GitHub or npm that ends in the right checksum: CRC-32 of the 30 characters before it,
 * in six of base 62. By chance that is one in 57 thousand million.
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
function wasIssued(text: string): boolean {
  return [...text.matchAll(/\b(?:gh[pousr]|npm)_([0-9A-Za-z]{30})([0-9A-Za-z]{6})\b/g)].some(
    ([, random = '', sum = '']) => {
      const value = [...sum].reduce((left, character) => left * 62 + base62.indexOf(character), 0);
      return new Set(random).size > 4 && value === crc32(random);
    },
  );
}

function isInTestOrExample(path: string): boolean {
  return (
    /(^|\/)(__)?(tests?|specs?|fixtures?|examples?|mocks?|docs?)(__)?\//i.test(path) ||
    /[.-](test|spec)\.[cm]?[jt]sx?$|\.(md|markdown|rst)$/i.test(path)
  );
}

const placeholders = [
  /example|placeholder|change.?me|your[-_]|dummy|redacted|<[a-z_-]+>|\$\{|%s/i,
  /@(localhost|127\.0\.0\.1|\[::1\])(:\d+)?([/?#]|$)/i,
  /@([^/@]*\.)?(test|invalid|local)(:\d+)?([/?#]|$)/i,
];

/** What nobody would be let in with: it says so of itself, or it has next to no variety, like ghp_xxxxxxxx. */
function isPlaceholder(text: string): boolean {
  const tail = text.replace(/^.*[_=:"'-]/s, '');
  return (tail.length >= 12 && new Set(tail).size <= 4) || placeholders.some((pattern) => pattern.test(text));
}
