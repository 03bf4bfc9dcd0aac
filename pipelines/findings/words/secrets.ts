import type { Wording } from '../wording.ts';

type Hit = { code: string; kind: string; column: number; more: number };

const again = (more: number): string => (more > 0 ? `, and ${more} more of its kind in this file` : '');

/** `what` can be read by whoever installs the package; `revoke` says where it is made worthless. */
function secret(what: string, revoke: string) {
  return {
    severity: 'error',
    message: (a: Hit) =>
      `${what} is packed (column ${a.column}${again(a.more)}): whoever installs the package can read it`,
    remediation: (a: Hit) =>
      `${revoke}; then take it out of the source and build again. If it is none, list the file in contents.allowed of the policy, or turn ${a.code} off in its rules.`,
  } as const;
}

/** Words for secrets in the packed files; no argument ever holds the text of one. */
export const secretWords = {
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
