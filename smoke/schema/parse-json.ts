/**
 * The document that `text` from outside is; undefined, which is no JSON and which no schema takes, where it is none.
 * Whoever wants to say where it breaks off asks JSON.parse itself.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
