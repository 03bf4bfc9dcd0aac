/** Names of places in the page, by which parts of it link to each other. */

/** @param index of the smoke in the report */
export function anchorOf(index: number): string {
  return `smoke-${index + 1}`;
}
