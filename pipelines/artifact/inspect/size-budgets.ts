import { formatInteger } from '../../report/quantities.ts';
import { defineRule } from './rule.ts';

/** What every user downloads and keeps; a policy says how much of it is meant. */
export const sizeBudgets = defineRule({
  codes: ['size-over-budget'],
  title: 'The package is within the sizes that the policy allows',
  check({ files, size, policy }, report) {
    const budgets = policy.contents?.budgets ?? {};
    const unpacked = [...files.values()].reduce((sum, file) => sum + file.size, 0);
    const compare = (what: string, found: number, limit: number | undefined, unit: string): void => {
      if (limit === undefined || found <= limit) return;
      const [most, was, over] = [limit, found, found - limit].map((count) => `${formatInteger(count)} ${unit}`);
      report('size-over-budget', { what, limit: most ?? '', found: was ?? '', over: over ?? '' }, {});
    };
    compare('the tarball', size, budgets.packed, 'bytes');
    compare('all files', unpacked, budgets.unpacked, 'bytes');
    compare('the number of files', files.size, budgets.files, 'files');
    const { file: limit } = budgets;
    for (const file of files.values()) compare(file.path, file.size, limit, 'bytes');
  },
});
