/** What becomes of a JSON file whose writer was killed, or that another program has written: [in words, its text]. */
export function damaged(whole: string): [what: string, text: string][] {
  const value: unknown = JSON.parse(whole);
  const otherKinds = Object.entries(Object.assign({}, value)).map(([name, each]) => [name, otherKind(each)]);
  return [
    ['cut short', whole.slice(0, whole.length / 2)],
    ['empty', ''],
    ['null', 'null'],
    ['alien', '{"hello":"world"}'],
    ['of other kinds', JSON.stringify(Object.fromEntries(otherKinds))],
  ];
}

function otherKind(value: unknown): unknown {
  return typeof value === 'string' ? 1 : String(value);
}
