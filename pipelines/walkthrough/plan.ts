/** The sections of a release walkthrough, in their order. */
import type { DirectorySubject } from '../artifact/subject.ts';
import type { LoadedPolicy } from '../policy/load-policy.ts';
import { cleaningSection } from './sections/cleaning.ts';
import { edgeCases } from './sections/edge-cases.ts';
import { gateSections } from './sections/gates.ts';
import { packageSection } from './sections/package.ts';
import { preflightSection } from './sections/preflight.ts';
import { trackSections } from './sections/tracks.ts';
import type { Section } from './step.ts';

export interface PlanContext {
  subject: DirectorySubject;
  policy: LoadedPolicy;
  /** absolute; where the walkthrough is made, and runs are recorded */
  cwd: string;
  /** the last release, where the policy demands a comparison with it and its tag tells which it is: `name@version` */
  against?: string;
}

export function planWalkthrough(context: PlanContext): Section[] {
  return [
    preflightSection(context),
    packageSection(context),
    ...trackSections(context),
    edgeCases(context),
    ...gateSections(context),
    cleaningSection(context),
  ];
}
