import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The end-to-end jobs take longest: they begin first, so that none of them is alone at the end. */
class EndToEndFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isEndToEnd = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/pipelines/e2e/');
    const sorted = await super.sort(files);
    return [...sorted.filter(isEndToEnd), ...sorted.filter((file) => !isEndToEnd(file))];
  }
}

export default defineConfig({
  test: {
    include: ['pipelines/**/*.test.ts', 'smoke/**/*.test.ts', 'schemas/**/*.test.ts', 'fixtures/**/*.test.mjs'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    // Most of the time a test waits for a process: one file at a time leaves two cores nearly half idle.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: EndToEndFirst },
    testTimeout: 120_000,
    hookTimeout: 30_000,
  },
});
