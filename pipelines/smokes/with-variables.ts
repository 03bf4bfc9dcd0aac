/**
 * Runs `work` with other values of some variables of our own environment, for a library that takes them from nowhere
 * else, and sets them back. Whatever else runs in this process meanwhile sees them too, so `work` has to be short.
 * @param variables undefined: as it is now, to be set back after `work` has changed it
 */
export async function withVariables<T>(
  variables: Readonly<Record<string, string | undefined>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) process.env[name] = value;
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
