/**
 * npm flags that send a package to `registry`: `--registry` alone loses to a scope's registry in any npmrc.
 * Said on the command line both win over every npmrc, environment variable and `publishConfig`.
 */
export function routeTo(registry: string, packageName: string): string[] {
  return [`--registry=${registry}`, ...scopeRoute(registry, packageName)];
}

/** The scope's part of it: other packages keep npm's own registry. Empty for a package without a scope. */
export function scopeRoute(registry: string, packageName: string): string[] {
  const scope = scopeOf(packageName);
  return scope ? [`--${scope}:registry=${registry}`] : [];
}

/** `@scope` of `@scope/name`, if it has one. */
export function scopeOf(packageName: string): string | undefined {
  return packageName.startsWith('@') ? packageName.split('/')[0] : undefined;
}
