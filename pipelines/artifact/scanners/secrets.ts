import type { SecretHit, SecretsScan } from '../../../schemas/types.ts';
import { anyOf } from '../inspect/globs.ts';
import { defineRule, type InspectionPolicy, type Report } from '../inspect/rule.ts';
import { scan } from './scan.ts';

/** 23 MB of sources take about a second. */
const limits = { timeoutMs: 60_000, heapMiB: 48 };

/** The scanner's rules, and our codes for what they find. */
const codes = {
  '1password': 'secret-1password',
  anthropic: 'secret-anthropic',
  aws: 'secret-aws',
  basicauth: 'secret-basicauth',
  cloudflare: 'secret-cloudflare',
  'database-connection-string': 'secret-database-connection-string',
  databricks: 'secret-databricks',
  docker: 'secret-docker',
  figma: 'secret-figma',
  gcp: 'secret-gcp',
  github: 'secret-github',
  gitlab: 'secret-gitlab',
  grafana: 'secret-grafana',
  groq: 'secret-groq',
  'hashicorp-vault': 'secret-hashicorp-vault',
  huggingface: 'secret-huggingface',
  linear: 'secret-linear',
  notion: 'secret-notion',
  npm: 'secret-npm',
  openai: 'secret-openai',
  privatekey: 'secret-privatekey',
  sendgrid: 'secret-sendgrid',
  shopify: 'secret-shopify',
  slack: 'secret-slack',
  stripe: 'secret-stripe',
  tailscale: 'secret-tailscale',
  vercel: 'secret-vercel',
} as const;
const otherCodes = ['secret-of-another-kind', 'secret-likely-example', 'secrets-file-not-scanned'] as const;

/**
 * Whoever installs a package can read all of it. Found by secretlint on the packed bytes: what a bundler has put into
 * a file is in no source. One finding for each file and kind; never with the text of the secret.
 */
export const secrets = defineRule({
  codes: [...Object.values(codes), ...otherCodes, 'secrets-not-scanned'],
  title: 'No secret is packed',
  async check(inspection, report) {
    const outcome = await scan('secrets', inspection, limits);
    if (!outcome.finished) return report('secrets-not-scanned', { how: outcome.how }, {});
    saySecrets(outcome.scan, inspection.policy, report);
  },
});

/** Says where secrets were found, but for the files that the policy allows. */
export function saySecrets(
  { hits, notScanned }: SecretsScan,
  { contents }: InspectionPolicy,
  report: Report<(typeof codes)[keyof typeof codes] | (typeof otherCodes)[number]>,
): void {
  const isAllowed = anyOf(contents?.allowed ?? []);
  for (const { hit, more } of firstOfEach(hits.filter(({ file }) => !isAllowed(file)))) {
    const { file, line, column, rule, kind, likelyExample } = hit;
    const code = isKnown(rule) ? codes[rule] : 'secret-of-another-kind';
    report(likelyExample ? 'secret-likely-example' : code, { code, kind, column, more }, { file, line });
  }
  for (const { file, size } of notScanned) {
    if (!isAllowed(file)) report('secrets-file-not-scanned', { size }, { file });
  }
}

const isKnown = (rule: string): rule is keyof typeof codes => Object.hasOwn(codes, rule);

/** The first of those that have file, rule and likelihood in common, and how many more there are. */
function firstOfEach(hits: readonly SecretHit[]): { hit: SecretHit; more: number }[] {
  const groups = new Map<string, { hit: SecretHit; more: number }>();
  for (const hit of hits) {
    const key = `${hit.likelyExample} ${hit.rule} ${hit.file}`;
    const group = groups.get(key);
    if (group) group.more += 1;
    else groups.set(key, { hit, more: 0 });
  }
  return [...groups.values()];
}
