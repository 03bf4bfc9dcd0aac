/** The matrix as a grid: a row a package manager, a column a Node. */
import type { Report } from '../../../schemas/types.ts';
import type { Markup } from './markup.ts';

export function cellsSection(_report: Report): Markup | undefined {
  return undefined;
}
