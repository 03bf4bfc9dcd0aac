/**
 * npm flags that send a package to `registry`: `--registry` alone loses to a scope's registry in any npmrc.
 * Said on the command line both win over every npmrc, environment variable and `publishConfig`.
 */
export function routeTo(registry: string, packageName: string): string[] {
  const scope = scopeOf(packageName);
  return [`--registry=${registry}`, ...(scope ? [`--${scope}:registry=${registry}`] : [])];
}

/** `@scope` of `@scope/name`, if it has one. */
export function scopeOf(packageName: string): string | undefined {
  return packageName.startsWith('@') ? packageName.split('/')[0] : undefined;
}
