/**
 * Whether a version says, provably, which commit and which job it was built from. That it is signed is npm's to check,
 * which has the roots of trust; that it speaks of these bytes is checked here.
 * @see https://docs.npmjs.com/generating-provenance-statements
 */
import type { Attested, ProvenanceStatement, PublishedVersion } from '../../schemas/types.ts';
import { type CommandResult, describeEnd } from '../../smoke/process/command-result.ts';
import { parseJson } from '../../smoke/schema/parse-json.ts';
import { check } from '../../smoke/schema/validate.ts';
import { readNpmError } from '../npm/json.ts';
import { documentAt } from '../publishing/http-reader.ts';

export interface ProvenanceQuestion {
  document: PublishedVersion;
  /** whether the release was to have it, and who says so; undefined: nobody */
  wanted: string | undefined;
  /** `npm audit signatures --json` in a project with the package */
  audit: () => Promise<CommandResult>;
  signal: AbortSignal;
}

export async function checkProvenance({ document, wanted, audit, signal }: ProvenanceQuestion): Promise<Attested> {
  const { attestations } = document.dist;
  if (!attestations) {
    if (wanted !== undefined) return { outcome: 'missing', detail: `it was to have provenance: ${wanted}` };
    return { outcome: 'not-offered', detail: 'it was published without' };
  }
  const answer = await documentAt('registry-attestations', attestations.url, signal);
  if (answer.kind === 'absent') return { outcome: 'invalid', detail: `there is nothing at ${attestations.url}` };
  if (answer.kind !== 'found') return { outcome: 'not-checked', detail: answer.reason };
  const built = answer.value.attestations.filter(({ predicateType }) => predicateType.includes('/provenance/'));
  const statements = built.map(({ bundle }) => statementIn(bundle.dsseEnvelope.payload));
  const [statement] = statements;
  if (!statement) return { outcome: 'invalid', detail: 'no statement in it can be read' };
  const own = Buffer.from(document.dist.integrity.replace('sha512-', ''), 'base64').toString('hex');
  const other = statement.subject.find(({ digest }) => digest.sha512 !== own);
  if (other || statement.subject.length === 0) {
    return {
      outcome: 'invalid',
      detail: `it is of sha512 ${other?.digest.sha512 ?? 'nothing'}, and not of these bytes`,
    };
  }
  return signedBy(await audit(), document, sourceOf(statement));
}

function statementIn(payload: string): ProvenanceStatement | undefined {
  const checked = check('provenance-statement', parseJson(Buffer.from(payload, 'base64').toString('utf8')));
  return checked.ok ? checked.value : undefined;
}

function sourceOf({ predicate }: ProvenanceStatement): string {
  const [source] = predicate?.buildDefinition?.resolvedDependencies ?? [];
  return `${source?.uri ?? 'an unknown repository'} at ${source?.digest?.gitCommit ?? 'an unknown commit'}`;
}

/** npm looks at every package of the project; here only this one counts. */
function signedBy(result: CommandResult, { name, version }: PublishedVersion, source: string): Attested {
  const checked = check('npm-audit-signatures', parseJson(result.stdout));
  if (!checked.ok) {
    const why = readNpmError(result.stdout)?.summary ?? describeEnd(result);
    return { outcome: 'not-checked', detail: `npm audit signatures: ${why}` };
  }
  const invalid = checked.value.invalid.find((each) => each.name === name && each.version === version);
  if (invalid)
    return { outcome: 'invalid', detail: [invalid.code, invalid.message].filter(Boolean).join(' ') || 'npm says so' };
  return { outcome: 'verified', detail: `built from ${source}` };
}
