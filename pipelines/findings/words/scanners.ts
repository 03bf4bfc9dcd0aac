import type { Wording } from '../wording.ts';

type Hit = { code: string; kind: string; column: number; more: number };

const again = (more: number): string => (more > 0 ? `, and ${more} more of its kind in this file` : '');

/** `what` can be read by whoever installs the package; `revoke` says where it is made worthless. */
function secret(what: string, revoke: string, severity: 'error' | 'warning' = 'error') {
  return {
    severity,
    message: (a: Hit) =>
      `${what} is packed (column ${a.column}${again(a.more)}): whoever installs the package can read it`,
    remediation: (a: Hit) =>
      `${revoke}; then take it out of the source and build again. If it is none, list the file in contents.allowed of the policy, or turn ${a.code} off in its rules.`,
  } as const;
}

/** Words for secrets in the packed files; no argument ever holds the text of one. */
const secretWords = {
  'secret-1password': secret('a 1Password service account token', 'Revoke it in 1Password'),
  'secret-anthropic': secret('an Anthropic API key', 'Delete it in the Anthropic console'),
  'secret-aws': secret('an AWS secret access key', 'Deactivate it in AWS (IAM, security credentials)'),
  'secret-basicauth': secret('a URL with user and password', 'Change that password'),
  'secret-cloudflare': secret('a Cloudflare API token', 'Roll it in the Cloudflare dashboard'),
  'secret-database-connection-string': secret(
    'a database connection string with a password',
    'Change the password of that database user',
  ),
  'secret-databricks': secret('a Databricks access token', 'Revoke it in Databricks'),
  'secret-docker': secret('a Docker access token', 'Delete it in the Docker account'),
  'secret-figma': secret('a Figma access token', 'Revoke it in the Figma account'),
  'secret-gcp': secret('the key of a Google Cloud service account', 'Delete that key in Google Cloud (IAM)'),
  'secret-github': secret('a GitHub token', 'Revoke it in the GitHub settings'),
  'secret-gitlab': secret('a GitLab access token', 'Revoke it in GitLab'),
  'secret-grafana': secret('a Grafana token', 'Delete it in Grafana'),
  'secret-groq': secret('a Groq API key', 'Delete it in the Groq console'),
  'secret-hashicorp-vault': secret('a HashiCorp Vault token', 'Revoke it with vault token revoke'),
  'secret-huggingface': secret('a Hugging Face access token', 'Revoke it in the Hugging Face settings'),
  'secret-linear': secret('a Linear API key', 'Revoke it in the Linear settings'),
  'secret-notion': secret('a Notion integration token', 'Refresh it in the Notion integration'),
  'secret-npm': secret('an npm access token', 'Revoke it with npm token revoke'),
  'secret-openai': secret('an OpenAI API key', 'Delete it in the OpenAI dashboard'),
  'secret-privatekey': secret('a private key', 'Replace that key wherever it is trusted'),
  'secret-sendgrid': secret('a SendGrid API key', 'Delete it in SendGrid'),
  'secret-shopify': secret('a Shopify access token', 'Rotate it in the Shopify app'),
  'secret-slack': secret('a Slack token or webhook', 'Revoke it in the Slack app'),
  'secret-stripe': secret('a Stripe API key', 'Roll it in the Stripe dashboard'),
  'secret-tailscale': secret('a Tailscale key', 'Revoke it in the Tailscale console'),
  'secret-vercel': secret('a Vercel token', 'Delete it in the Vercel settings'),
  'secret-of-another-kind': secret('a secret', 'Revoke it where it was made'),
  'secret-likely-example': {
    severity: 'info',
    message: (a: Hit) =>
      `something looks like a secret (${a.kind}, column ${a.column}${again(a.more)}); it is in a test, a document or an example, or says that it is a placeholder`,
    remediation: () => 'Look at it once; if it opens anything, revoke it, and take it out.',
  },
  'secrets-not-scanned': {
    severity: 'error',
    message: (a: { how: string }) => `the package was not scanned for secrets: the scanner did not finish (${a.how})`,
    remediation: () =>
      'Look for a file that is very large or repeats itself without end, and take it out; a package that cannot be scanned is not released.',
  },
  'secrets-file-not-scanned': {
    severity: 'warning',
    message: (a: { size: number }) => `a text file of ${a.size} bytes was not scanned for secrets: at most 20 MiB are`,
    remediation: () => 'Look at it yourself, and list it in contents.allowed of the policy.',
  },
} satisfies Wording;

/** What publint says of a field and its value, and its own arguments by their names. */
interface Said extends Partial<Record<PublintArgument, string>> {
  field: string;
  found: string;
  /** further files of which the same holds, at the same place */
  more: number;
}
type PublintArgument =
  | 'actualExtension'
  | 'actualFilePath'
  | 'actualFormat'
  | 'browserishCondition'
  | 'expectExtension'
  | 'expectFormat'
  | 'expectPath'
  | 'expectTypes'
  | 'expectValue'
  | 'filePath'
  | 'globbedFilePath'
  | 'licenseFilePath'
  | 'mainFields'
  | 'suggestKey'
  | 'suggestValue'
  | 'type';

/** `"main" names a.js`, or `a.js` where no field does. */
function named(a: Said): string {
  const file = (a.actualFilePath ?? a.globbedFilePath ?? a.found).replace(/^(\.?\/)+/, '');
  const more = a.more > 0 ? ` (and ${a.more} more)` : '';
  return a.field === '' ? `${file}${more}` : `"${a.field}" names ${file}${more}`;
}
const notLast = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" stands before other conditions, which are therefore never looked at`,
  remediation: () => 'Make "default" the last key of its object.',
} as const;
const moduleTooLate = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" stands behind "require", so bundlers take the CommonJS file`,
  remediation: () => 'Put "module" before "require".',
} as const;
const notEsm = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" is for ES modules, found CommonJS in ${a.found}`,
  remediation: () => 'Name a file with import and export there, or take the field out.',
} as const;
const fallbacks = {
  severity: 'info',
  message: (a: Said) => `"${a.field}" is a list of alternatives: tools differ in which of them they take`,
  remediation: () => 'Write the one target that is meant, or conditions.',
} as const;
const oldMapping = {
  severity: 'warning',
  message: (a: Said) => `"${a.field}" maps a whole directory by a slash at its end, which Node has removed`,
  remediation: (a: Said) => `Write "${(a.expectPath ?? '').split(', ').at(-1)}": "${a.expectValue}" instead.`,
} as const;

/** Words for what publint found. */
const publintWords = {
  'publint-implicit-index-js-invalid-format': {
    severity: 'warning',
    message: (a: Said) => `index.js is what the package exports: expected ${a.expectFormat}, found ${a.actualFormat}`,
    remediation: () => 'Set "type" in package.json to what index.js is, or rename it and name it in "exports".',
  },
  'publint-file-invalid-format': {
    severity: 'warning',
    message: (a: Said) => `${named(a)}, which is read as ${a.expectFormat} and written as ${a.actualFormat}`,
    remediation: (a: Said) => `Give it the ending ${a.expectExtension}, or set "type" in package.json to what it is.`,
  },
  'publint-file-invalid-explicit-format': {
    severity: 'error',
    message: (a: Said) =>
      `${named(a)}, which is read as ${a.expectFormat} because of its ending and written as ${a.actualFormat}: loading it fails`,
    remediation: (a: Said) => `Give it the ending ${a.expectExtension}, or build it as ${a.expectFormat}.`,
  },
  'publint-file-invalid-jsx-extension': {
    severity: 'warning',
    message: (a: Said) => `${named(a)}: no tool knows the ending ${a.actualExtension}`,
    remediation: () => 'Give it the ending .jsx.',
  },
  'publint-file-does-not-exist': {
    severity: 'warning',
    message: (a: Said) => `"${a.field}" names ${a.found}, which is not packed`,
    remediation: () => 'Build it before packing, correct the path, or take the field out.',
  },
  'publint-module-should-be-esm': notEsm,
  'publint-exports-module-should-be-esm': notEsm,
  'publint-imports-module-should-be-esm': notEsm,
  'publint-exports-glob-no-deprecated-subpath-mapping': oldMapping,
  'publint-imports-glob-no-deprecated-subpath-mapping': oldMapping,
  'publint-exports-types-should-be-first': {
    severity: 'warning',
    message: (a: Said) =>
      `"${a.field}" stands behind another condition that matches first, so TypeScript does not see it`,
    remediation: () => 'Make "types" the first key of its object.',
  },
  'publint-exports-module-should-precede-require': moduleTooLate,
  'publint-imports-module-should-precede-require': moduleTooLate,
  'publint-exports-default-should-be-last': notLast,
  'publint-imports-default-should-be-last': notLast,
  'publint-exports-missing-root-entrypoint': {
    severity: 'warning',
    message: (a: Said) =>
      `"exports" has no ".", so "${a.mainFields}" counts for nobody: the package itself cannot be imported`,
    remediation: () => 'Add "." to "exports", or take the other field out.',
  },
  'publint-exports-fallback-array-use': fallbacks,
  'publint-imports-fallback-array-use': fallbacks,
  'publint-exports-value-conflicts-with-browser': {
    severity: 'warning',
    message: (a: Said) =>
      `"${a.field}" names ${a.found}, which "browser" replaces too when a bundler builds for ${a.browserishCondition}`,
    remediation: () => 'Give the two builds files of different names.',
  },
  'publint-imports-key-invalid': {
    severity: 'error',
    message: (a: Said) => `"${a.field}" must start with #: Node refuses to load it`,
    remediation: (a: Said) => `Write "${a.suggestKey}".`,
  },
  'publint-imports-value-invalid': {
    severity: 'error',
    message: (a: Said) => `"${a.field}" must start with ./, found ${a.found}: Node takes it for another package`,
    remediation: (a: Said) => `Write "${a.suggestValue}".`,
  },
  'publint-cjs-with-esmodule-default-export': {
    severity: 'info',
    message: (a: Said) =>
      `${a.field ? `"${a.field}" (${a.found})` : a.filePath} sets __esModule and exports.default: whoever imports the default gets it in some tools and an object around it in others`,
    remediation: () => 'Build an ES module beside it, or export by name.',
  },
  'publint-nested-package-json-field-ignored': {
    severity: 'info',
    message: (a: Said) => `its "${a.field}" counts for nobody: Node reads that field at the package's root only`,
    remediation: () => 'Take the field out, or the file when it came along with copied code.',
  },
  'publint-field-invalid-value-type': {
    severity: 'warning',
    message: (a: Said) => `"${a.field}" must be ${(a.expectTypes ?? '').replaceAll(', ', ' or ')}, found ${a.found}`,
    remediation: () => 'Correct the value, or take the field out.',
  },
  'publint-invalid-repository-value': {
    severity: 'info',
    message: (a: Said) =>
      a.type === 'deprecated-github-git-protocol'
        ? `"${a.field}" is ${a.found}: GitHub does not answer git:// any more`
        : `"${a.field}" is ${a.found}, which is not the address of a git repository`,
    remediation: () => 'Write git+https://<host>/<owner>/<name>.git.',
  },
  'publint-use-engines-node': {
    severity: 'info',
    message: () => 'no "engines.node" says which Node the package needs, so nobody is warned who has an older one',
    remediation: () => 'Set "engines.node" to the oldest Node that it is tested with.',
  },
  'publint-use-license': {
    severity: 'info',
    message: (a: Said) => `no "license" is stated, though ${(a.licenseFilePath ?? '').replace(/^\//, '')} is packed`,
    remediation: () => 'Set "license" to its SPDX name.',
  },
  'publint-deprecated-field-jsnext': {
    severity: 'info',
    message: (a: Said) => `"${a.field}" is read by no tool of today`,
    remediation: () => 'Write "module", or conditions in "exports".',
  },
  'publint-not-finished': {
    severity: 'warning',
    message: (a: { how: string }) => `publint did not finish on this package (${a.how}): its checks are missing here`,
    remediation: () => 'Run npx publint on the tarball, or turn its rules off in the policy.',
  },
} satisfies Wording;

type Resolved = { entrypoint: string; more: number; typesFile: string; codeFile: string; detail: string };

const where = ({ entrypoint, more }: Resolved): string =>
  `"${entrypoint}"${more > 0 ? ` (and ${more} more entry ${more > 1 ? 'points' : 'point'})` : ''}`;

/** Words for what attw found. */
const attwWords = {
  'attw-no-resolution': {
    severity: 'warning',
    message: (a: Resolved) => `TypeScript finds neither types nor code for ${where(a)}`,
    remediation: () => 'Pack the files that "exports" names for it, or take the entry out.',
  },
  'attw-untyped-resolution': {
    severity: 'warning',
    message: (a: Resolved) => `TypeScript finds code and no types for ${where(a)}, though the package has types`,
    remediation: () => 'Name the declaration file as "types", first in that entry of "exports".',
  },
  'attw-false-cjs': {
    severity: 'warning',
    message: (a: Resolved) =>
      `for ${where(a)} TypeScript reads ${a.typesFile} as CommonJS, and Node loads ${a.codeFile}, an ES module: a default import is described wrongly`,
    remediation: () =>
      'Give import and require declarations of their own: "import": {"types": "./x.d.mts", ...}, "require": {"types": "./x.d.cts", ...}.',
  },
  'attw-false-esm': {
    severity: 'warning',
    message: (a: Resolved) =>
      `for ${where(a)} TypeScript reads ${a.typesFile} as an ES module, and Node loads ${a.codeFile}, which is CommonJS: require is refused where it works`,
    remediation: () =>
      'Give import and require declarations of their own: "import": {"types": "./x.d.mts", ...}, "require": {"types": "./x.d.cts", ...}.',
  },
  'attw-cjs-resolves-to-esm': {
    severity: 'warning',
    message: (a: Resolved) => `"require" of ${where(a)} leads to an ES module, which older Nodes refuse to require`,
    remediation: () => 'Name a .cjs file for "require", or take that condition out.',
  },
  'attw-named-exports': {
    severity: 'warning',
    message: (a: Resolved) =>
      `the types of ${where(a)} promise names that Node does not find in ${a.codeFile} when it is imported: ${a.detail}`,
    remediation: () => 'Export them as Node can see it (exports.name = ...), or build an ES module for "import".',
  },
  'attw-fallback-condition': {
    severity: 'info',
    message: (a: Resolved) =>
      `TypeScript finds the types of ${where(a)} only by a condition that comes after one that failed, which Node would not do`,
    remediation: () => 'Make every condition of that entry lead to a file that is packed.',
  },
  'attw-false-export-default': {
    severity: 'warning',
    message: (a: Resolved) =>
      `the types of ${where(a)} (${a.typesFile}) have a default export, and ${a.codeFile} sets module.exports: the promised default is not there`,
    remediation: () => 'Write "export =" in the declarations, or set exports.default in the code.',
  },
  'attw-missing-export-equals': {
    severity: 'info',
    message: (a: Resolved) =>
      `the types of ${where(a)} (${a.typesFile}) have a default export alone, and ${a.codeFile} can be called without .default too`,
    remediation: () => 'Write "export =" with a default in the declarations.',
  },
  'attw-cjs-only-exports-default': {
    severity: 'info',
    message: (a: Resolved) =>
      `${where(a)} is CommonJS with nothing but exports.default: an import in Node gets an object around it`,
    remediation: () => 'Set module.exports too, or build an ES module for "import".',
  },
  'attw-unexpected-module-syntax': {
    severity: 'warning',
    message: (a: Resolved) => `the code of ${where(a)} is not written in the kind of module that Node reads it as`,
    remediation: () => 'Give it the ending .mjs or .cjs, or set "type" in package.json to what it is.',
  },
  'attw-internal-resolution-error': {
    severity: 'warning',
    message: (a: Resolved) => `the types of ${where(a)} import ${a.detail}, which TypeScript does not find`,
    remediation: () => 'Pack the file that it names, or write the import with its ending (./x.js).',
  },
  'attw-not-finished': {
    severity: 'warning',
    message: (a: { how: string }) => `attw did not finish on this package (${a.how}): its checks are missing here`,
    remediation: () => 'Run npx @arethetypeswrong/cli on the tarball, or turn its rules off in the policy.',
  },
} satisfies Wording;

/** Words for findings of the scanners. */
export const scannersWords = { ...secretWords, ...publintWords, ...attwWords } satisfies Wording;
