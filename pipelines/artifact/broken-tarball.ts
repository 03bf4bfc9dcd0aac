/** Why a tarball cannot be read further. */
import type { Finding } from '../../schemas/types.ts';
import { finding } from '../findings/finding.ts';

export class BrokenTarball extends Error {
  override name = 'BrokenTarball';
  readonly finding: Finding;
  constructor(why: Finding) {
    super(why.message);
    this.finding = why;
  }
}

export const truncated = (detail: string): BrokenTarball => new BrokenTarball(finding('tarball-truncated', { detail }));
export const corrupt = (detail: string): BrokenTarball => new BrokenTarball(finding('tarball-corrupt', { detail }));
export const trailing = (detail: string): BrokenTarball =>
  new BrokenTarball(finding('tarball-trailing-data', { detail }));
/** It goes beyond a limit. */
export const tooLarge = (what: string, limit: string, found: string): BrokenTarball =>
  new BrokenTarball(finding('tarball-too-large', { what, limit, found }));
