/** Everything that can stand in the way of a release, in the order in which it is mended. */
import { access } from './access.ts';
import type { BlockerRule } from './blocker.ts';
import { branch } from './branch.ts';
import { distTag } from './dist-tag.ts';
import { login } from './login.ts';
import { npmUsable } from './npm-usable.ts';
import { privatePackage } from './private.ts';
import { provenance } from './provenance.ts';
import { readiness } from './readiness.ts';
import { registryReachable } from './registry.ts';
import { releaseMode } from './release-mode.ts';
import { staging } from './staging.ts';
import { tag } from './tag.ts';
import { publishTarget } from './target.ts';
import { tree } from './tree.ts';
import { versionTaken } from './version-taken.ts';

export const allBlockers: readonly BlockerRule[] = [
  releaseMode,
  privatePackage,
  npmUsable,
  tree,
  branch,
  tag,
  publishTarget,
  registryReachable,
  versionTaken,
  distTag,
  access,
  provenance,
  login,
  staging,
  readiness,
];
