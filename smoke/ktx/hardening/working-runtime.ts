import { join } from 'node:path';
import type { ExpectStatic } from 'vitest';
import type { SchemaTypes } from '../../../schemas/types.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Ktx } from '../ktx.ts';

/** A runtime that is installed and of use, whatever happens to it next. */
export class WorkingRuntime {
  readonly installed: SchemaTypes['ktx/install-text'];
  readonly #ktx: Ktx;
  readonly #expect: ExpectStatic;
  readonly #project: string;

  private constructor(ktx: Ktx, expect: ExpectStatic, project: string, installed: SchemaTypes['ktx/install-text']) {
    this.#ktx = ktx;
    this.#expect = expect;
    this.#project = project;
    this.installed = installed;
  }

  static async install(ktx: Ktx, sandbox: Sandbox, expect: ExpectStatic): Promise<WorkingRuntime> {
    const installed = await ktx.install();
    const project = join(sandbox.work, 'demo');
    await ktx.prepareDemo(project);
    return new WorkingRuntime(ktx, expect, project, installed);
  }

  /** It is ready, and Python answers by it. Nothing is installed for that. */
  async stillWorks(): Promise<void> {
    const { python, features } = this.installed;
    this.#expect(await this.#ktx.status()).toMatchObject({
      kind: 'ready',
      manifest: { features, python: { executable: python } },
    });
    const answer = await this.#ktx.query(this.#project, '--no-input');
    this.#expect(answer).toSucceed();
    this.#expect(answer.stdout).toMatch(/^\s*SELECT\b/i);
  }
}
