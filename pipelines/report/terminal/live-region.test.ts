import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createLiveRegion } from './live-region.ts';

const erase = '\r\u001b[J';

/** The bytes of a frame whose lines, cut and joined, are `lines`; the cursor goes back up over all but the first. */
function frame(lines: string): string {
  const up = lines.split('\n').length - 1;
  return `\u001b[?7l${lines}\u001b[?7h${up > 0 ? `\u001b[${up}A` : ''}\r`;
}

class FakeTerminal extends EventEmitter {
  columns: number | undefined = 20;
  written = '';
  write(text: string): void {
    this.written += text;
  }
  /** What was written since the last time. */
  taken(): string {
    const { written } = this;
    this.written = '';
    return written;
  }
}

describe('the repainted region', () => {
  test('leaves the cursor at its beginning, so that erasing needs no count of lines', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, false);
    region.paint([['one'], ['two'], ['three']]);
    expect(terminal.taken()).toBe(`${erase}${frame('one\ntwo\nthree')}`);
    region.paint([['four']]);
    expect(terminal.taken()).toBe(`${erase}${frame('four')}`);
  });

  test('writes nothing when nothing has changed', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, false);
    region.paint([['one']]);
    terminal.taken();
    region.paint([['one']]);
    expect(terminal.taken()).toBe('');
  });

  test('puts what is to stay above itself', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, false);
    region.paint([['busy']]);
    terminal.taken();
    region.write('FAIL it\n');
    expect(terminal.taken()).toBe(`${erase}FAIL it\n${frame('busy')}`);
  });

  test('is never wider than the terminal, also after it was resized', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, false);
    region.paint([['x'.repeat(100)]]);
    expect(terminal.taken()).toBe(`${erase}${frame(`${'x'.repeat(19)}…`)}`);
    terminal.columns = 8;
    terminal.emit('resize');
    expect(terminal.taken()).toBe(`${erase}${frame('xxxxxxx…')}`);
    terminal.columns = 0;
    terminal.emit('resize');
    expect(terminal.taken()).toContain(`${'x'.repeat(79)}…`);
    terminal.columns = 300;
    terminal.emit('resize');
    expect(terminal.taken()).toContain('x'.repeat(100));
  });

  test('erases itself when closed, once, stops listening, and is plain from then on', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, false);
    region.paint([['busy']]);
    terminal.taken();
    region.close();
    region.close();
    region.paint([['busy']]);
    expect(terminal.taken()).toBe(erase);
    expect(terminal.listenerCount('resize')).toBe(0);
    region.write('later\n');
    expect(terminal.taken()).toBe('later\n');
  });

  test('never hides the cursor: nothing has to bring it back after a kill', () => {
    const terminal = new FakeTerminal();
    const region = createLiveRegion(terminal, true);
    region.paint([['busy']]);
    region.write('x\n');
    region.close();
    expect(terminal.taken()).not.toContain('\u001b[?25');
  });
});
