import type { Tool, Tools } from '../../schemas/types.ts';

export interface ToolSearch {
  /** The host's PATH. */
  readonly path: string;
  /** The node that sandboxes use, absolute. */
  readonly nodePath: string;
  /** To be made: links to the tools. */
  readonly binDir: string;
  /** The host's environment, of which version managers' shims need HOME and their own variables. */
  readonly hostEnv?: Readonly<Record<string, string | undefined>>;
  /** Use the stand-in where there is no uv; true by default. */
  readonly uvStandIn?: boolean;
}

export type Search<T> = { readonly found: T } | { readonly missing: string };

export interface FoundTools {
  readonly node: Search<Tool>;
  readonly npm: Search<Tool>;
  readonly python: Search<Tool>;
  readonly uv: Search<NonNullable<Tools['uv']>>;
  /** Present when node and npm were found: what a sandbox needs at least. */
  readonly tools?: Tools;
}

/** Finds the host's tools and makes `binDir`; what is missing is a result with its reason, not an exception. */
export async function findTools(_search: ToolSearch): Promise<FoundTools> {
  throw new Error('being written');
}
