/** Imported for its effect: from here on this process can import TypeScript, also where Node itself would not strip types. */

// tsx would keep a cache in the machine's temporary directory, where we leave nothing.
process.env.TSX_DISABLE_CACHE = '1';
const { register } = await import('tsx/esm/api');
// The tsconfig.json of whatever directory we are run in is not about our files.
register({ tsconfig: false });
