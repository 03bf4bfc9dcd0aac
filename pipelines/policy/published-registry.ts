/** Where a policy has the published package looked for. */
import type { ReleasePolicy } from '../../schemas/types.ts';

/** As the policy writes it; undefined: wherever npm goes by itself. */
export function publishedRegistry({ publishedPackageSmoke: smoke, npm }: ReleasePolicy): string | undefined {
  return smoke?.registry ?? npm.registry ?? undefined;
}
