/** That the package which a way in has run is, byte for byte, the one that was verified: told by the process that ran it. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { PackedFiles, RanPackage } from '../../schemas/types.ts';
import { parseAs } from '../schema/validate.ts';

/**
 * `same`: every program of the package that ran is part of a package with the verified files, and ran by the Node of the
 * cell. `different`: one was not, or did not. `unknown`: nothing was told, or what is different may have been made so by
 * the package itself, so there is no proof, and no fault. In words for the evidence.
 */
export interface RanBytes {
  readonly kind: 'same' | 'different' | 'unknown';
  readonly words: string;
}

/** Lets the Nodes of a command tell what they run. */
export class PackageWatch {
  readonly #dir: string;
  readonly #packedFile: string;
  readonly #node: string;
  /** For the command. */
  readonly env: Readonly<Record<string, string>>;

  /**
   * @param parent a directory of the sandbox
   * @param packedFile absolute; a document PackedFiles
   * @param node version of the Node that is to run the package
   */
  constructor(parent: string, packedFile: string, node: string) {
    this.#dir = mkdtempSync(join(parent, 'told-'));
    this.#packedFile = packedFile;
    this.#node = node.replace(/^v/, '');
    const program = join(import.meta.dirname, '..', 'process', 'preloads', 'tell-package.cjs');
    // In quotes, in which a backslash or a quote has one before it: https://nodejs.org/api/cli.html#node_optionsoptions
    const quoted = `"${program.replaceAll(/["\\]/g, '\\$&')}"`;
    this.env = {
      NODE_OPTIONS: `--require ${quoted}`,
      SHAKEDOWN_PACKED_FILES: packedFile,
      SHAKEDOWN_TOLD: this.#dir,
    };
  }

  /**
   * What was told so far.
   * @param manager programs, absolute, that get at the package: where npm is under test, they are an npm too
   * @throws SchemaError for what is not as it was to be told
   */
  seen(manager: readonly string[] = []): RanBytes {
    const packed = readAs('packed-files', this.#packedFile);
    const told = readdirSync(this.#dir).map((name) => readAs('ran-package', join(this.#dir, name)));
    const others = manager.map((program) => realpathSync(program));
    const ofPackage = told.filter(({ program }) => !others.includes(program));
    const judged = judge(packed, ofPackage);
    const wrong = judged.kind === 'different' ? undefined : ofPackage.find(({ node }) => node !== this.#node);
    if (!wrong) return judged;
    return { kind: 'different', words: `it ran by Node ${wrong.node} and not by ${this.#node}: ${wrong.program}` };
  }
}

function judge({ files, changedByScripts }: PackedFiles, told: readonly RanPackage[]): RanBytes {
  const [first] = told;
  if (!first) return { kind: 'unknown', words: 'its bytes are not shown: no program of it ran by Node' };
  const different = told.flatMap(({ dir, found }) =>
    files
      .filter(({ path, sha256, mended }) => found[path] !== sha256 && (mended === undefined || found[path] !== mended))
      .map(({ path }) => join(dir, path)),
  );
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  if (different.length === 0) return { kind: 'same', words: `it has the packed bytes: ${count} in ${first.dir}` };
  const some = `${different.slice(0, 3).join(', ')}${different.length > 3 ? ', ...' : ''}`;
  if (!changedByScripts) return { kind: 'different', words: `it has other bytes than were packed: ${some}` };
  return {
    kind: 'unknown',
    words: `its bytes are not shown: its install scripts may have changed what is not as packed: ${some}`,
  };
}

function readAs<N extends 'packed-files' | 'ran-package'>(schema: N, file: string) {
  return parseAs(schema, JSON.parse(readFileSync(file, 'utf8')), file);
}
