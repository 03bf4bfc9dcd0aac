import { defineRule } from './rule.ts';

/** npm packs a bundled dependency only when it is installed at that moment, and says nothing when it is not. */
export const bundledDependencies = defineRule({
  codes: ['bundled-dependency-missing'],
  title: 'Every bundled dependency is packed',
  check({ packageJson, files }, report) {
    const field = packageJson.bundleDependencies === undefined ? 'bundledDependencies' : 'bundleDependencies';
    const bundled = packageJson[field] ?? [];
    const names = bundled === true ? Object.keys(packageJson.dependencies ?? {}) : bundled || [];
    for (const [index, name] of names.entries()) {
      const path = `node_modules/${name}/package.json`;
      if (files.has(path)) continue;
      const pointer = bundled === true ? `/${field}` : `/${field}/${index}`;
      report('bundled-dependency-missing', { name, path }, { file: 'package.json', pointer });
    }
  },
});
