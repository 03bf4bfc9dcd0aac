/** Puts spans of time into lanes, so that no two in one lane overlap. */

export interface Span {
  /** milliseconds from the start of the run */
  start: number;
  end: number;
}

/** The spans by lane, in the order of their start; each goes into the first lane that is free. */
export function inLanes<S extends Span>(spans: readonly S[]): S[][] {
  const lanes: { free: number; spans: S[] }[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const lane = lanes.find(({ free }) => free <= span.start);
    if (lane) {
      lane.spans.push(span);
      lane.free = span.end;
    } else {
      lanes.push({ free: span.end, spans: [span] });
    }
  }
  return lanes.map((lane) => lane.spans);
}

/** Marks of a time axis, in milliseconds: round distances, at most `most` of them beside the zero. */
export function axisMarks(totalMs: number, most = 8): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(totalMs / most, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((each) => totalMs / each <= most) ?? totalMs;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step);
}
