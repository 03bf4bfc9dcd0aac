import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whole runs first: nobody shall wait for the longest files at the end, alone. */
class WholeRunsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isWhole = ({ moduleId }: TestSpecification): boolean => moduleId.includes('/pipelines/e2e/');
    return [...sorted.filter(isWhole), ...sorted.filter((file) => !isWhole(file))];
  }
}

export default defineConfig({
  test: {
    include: ['pipelines/**/*.test.ts', 'smoke/**/*.test.ts', 'schemas/**/*.test.ts', 'fixtures/**/*.test.mjs'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    // Vitest would leave one processor to itself; it has little to do while tests run, and many of them wait.
    maxWorkers: '100%',
    sequence: { sequencer: WholeRunsFirst },
    testTimeout: 120_000,
    hookTimeout: 30_000,
  },
});
