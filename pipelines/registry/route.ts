/**
 * npm flags that send a package to `registry`: `--registry` alone loses to a scope's registry in any npmrc.
 * Said on the command line both win over every npmrc, environment variable and `publishConfig`.
 */
export function routeTo(registry: string, packageName: string): string[] {
  const scope = scopeOf(packageName);
  return [`--registry=${registry}`, ...(scope ? [`--${scope}:registry=${registry}`] : [])];
}

/**
 * npm flags that get a package from `registry` and its dependencies from where npm gets them by itself, as far as the two
 * can be told apart: by the package's scope.
 */
export function installRoute(registry: string, packageName: string): string[] {
  const scope = scopeOf(packageName);
  return [scope ? `--${scope}:registry=${registry}` : `--registry=${registry}`];
}

/** `@scope` of `@scope/name`, if it has one. */
export function scopeOf(packageName: string): string | undefined {
  return packageName.startsWith('@') ? packageName.split('/')[0] : undefined;
}
