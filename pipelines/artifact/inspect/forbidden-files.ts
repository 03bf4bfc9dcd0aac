import { anyOf } from './globs.ts';
import { defineRule } from './rule.ts';

/** Files that hold secrets by their purpose. What is called an example holds none. */
const secretFiles =
  /(^|\/)(\.env(\.(?!example$|sample$|template$|defaults$|dist$)[^/]+)?|\.npmrc(\.(bak|old|orig|save))?|\.yarnrc|\.netrc|\.pypirc|\.pgpass|\.git-credentials|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)(_sk)?|[^/]+\.(p12|pfx|jks|keystore|ppk|kdbx)|[^/]+\.tfstate(\.backup)?|\.aws\/credentials|\.docker\/config\.json|\.kube\/config)$/;
const privateKey = /^\s*-----BEGIN (([A-Z0-9]+ )*PRIVATE KEY|PGP PRIVATE KEY BLOCK)-----/;
const archives = /\.(tgz|tbz2?|txz|tar|tar\.(gz|bz2|xz|zst|lz))$/i;
const repository = /(^|\/)\.(git|svn|hg)\//;
/** What tools and systems leave lying about, by names that are nothing else. */
const leftovers =
  /(^|\/)(coverage\/(lcov\.info|lcov-report\/.*|coverage-final\.json|clover\.xml)|\.nyc_output\/.*|\.DS_Store|Thumbs\.db|(npm|yarn)-(debug|error)\.log|[^/]+\.(orig|rej|swp|tsbuildinfo)|[^/]+~|\.idea\/.*|\.shakedown\/.*)$/;

const codes = [
  'secret-file-packed',
  'private-key-packed',
  'archive-packed',
  'repository-packed',
  'leftover-packed',
  'forbidden-file-packed',
] as const;

/** Files that no package may have, and those that the policy names. `contents.allowed` takes a path out of all of this. */
export const forbiddenFiles = defineRule({
  codes,
  title: 'No file is packed that nobody should get',
  check({ files, policy }, report) {
    const { allowed = [], forbidden = [] } = policy.contents ?? {};
    const [isAllowed, isForbidden] = [anyOf(allowed), anyOf(forbidden)];
    const judged = [...files.values()].filter(({ path }) => !isAllowed(path));
    const kinds = {
      'secret-file-packed': judged.filter(({ path }) => secretFiles.test(path)),
      'private-key-packed': judged.filter(({ head }) => privateKey.test(head.toString('latin1'))),
      'archive-packed': judged.filter(({ path }) => archives.test(path)),
      'repository-packed': judged.filter(({ path }) => repository.test(path)),
      'leftover-packed': judged.filter(({ path }) => leftovers.test(path)),
      'forbidden-file-packed': judged.filter(({ path }) => isForbidden(path)),
    } as const;
    for (const code of codes) {
      const [first, ...others] = kinds[code];
      if (first) report(code, { path: first.path, more: others.length }, { file: first.path });
    }
  },
});
