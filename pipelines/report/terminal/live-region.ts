/**
 * A few lines at the bottom of a terminal that are painted again and again. The cursor rests at their beginning, so
 * erasing is "from here to the end of the screen": no line is counted, and a terminal that was resized, and broke the
 * lines anew, is erased just as well. The cursor is never hidden, so that no way of ending has to bring it back.
 */
import { type Line, renderLine } from './line.ts';

/** What the region needs of a stream; `process.stderr` is one. */
export interface RegionStream {
  columns?: number | undefined;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface LiveRegion {
  /** Paints `lines` where the last ones were; each is cut to the terminal's width. */
  paint(lines: readonly Line[]): void;
  /** Writes whole lines above the region, to stay. */
  write(text: string): void;
  /** Erases the region, for good. May be called twice. */
  close(): void;
}

const erase = '\r\u001b[J';
/**
 * While the lines are painted nothing is wrapped: between a resize and the news of it they are cut to the old width,
 * and one that wraps would make the way back to the first line too short. Off and on go out in one write.
 */
const noWrap = '\u001b[?7l';
const wrap = '\u001b[?7h';

export function createLiveRegion(stream: RegionStream, color: boolean): LiveRegion {
  let lines: readonly Line[] = [];
  let shown = '';
  let closed = false;

  function frame(): string {
    // Some terminals say 0 when they do not know.
    const columns = stream.columns || 80;
    const rendered = lines.map((line) => renderLine(line, { color, columns }));
    const up = rendered.length > 1 ? `\u001b[${rendered.length - 1}A` : '';
    return rendered.length === 0 ? '' : `${noWrap}${rendered.join('\n')}${wrap}${up}\r`;
  }

  function repaint(above: string): void {
    const next = frame();
    if (above === '' && next === shown) return;
    shown = next;
    stream.write(`${erase}${above}${next}`);
  }

  const onResize = (): void => {
    shown = '';
    repaint('');
  };
  stream.on('resize', onResize);

  return {
    paint(next) {
      if (closed) return;
      lines = next;
      repaint('');
    },
    write(text) {
      if (closed) stream.write(text);
      else repaint(text);
    },
    close() {
      if (closed) return;
      closed = true;
      stream.off('resize', onResize);
      if (shown !== '') stream.write(erase);
    },
  };
}
