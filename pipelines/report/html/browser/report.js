// Runs in the page. Everything works without it but the outputs of commands, the search and the filter.
(() => {
  const smokes = [...document.querySelectorAll('details.smoke')];
  const searched = new WeakMap();

  /** What a command printed. */
  async function textOf(stream) {
    const packed = Uint8Array.from(atob(stream.querySelector('script').textContent), (char) => char.charCodeAt(0));
    const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(unpacked).text();
  }

  /** The same for a search: in lower case, and colours part no words. Kept, because whoever searches types on. */
  function searchedTextOf(stream) {
    let text = searched.get(stream);
    if (!text) {
      text = textOf(stream).then((all) => all.replace(special, '').toLowerCase());
      searched.set(stream, text);
    }
    return text;
  }

  const linesAtOnce = 400;

  async function show(stream) {
    const into = stream.querySelector('.text');
    if (into.firstChild) return;
    into.append(document.createElement('pre'));
    const lines = (await textOf(stream)).replace(/\r\n/g, '\n').split('\n');
    const blocks = document.createDocumentFragment();
    let style = new Set();
    for (let at = 0; at < lines.length; at += linesAtOnce) {
      const block = document.createElement('pre');
      style = write(lines.slice(at, at + linesAtOnce).join('\n'), block, style);
      blocks.append(block);
    }
    into.replaceChildren(blocks);
    highlight();
  }

  // A colour sequence; any other terminal sequence, on one line and with its end; any other control character but tab
  // and line feed; the marks that reorder text; line and paragraph separators.
  const special =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
    /\u001b\[([\d;]*)m|\u001b(?:\[[\x20-\x3f]*[\x40-\x7e]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)|[()][\x20-\x7e]|[\x30-\x5a\x5c\x5e-\x7e])|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

  /** Appends foreign text to an element: always as text. Returns the style that goes on into the next block. */
  function write(text, into, style) {
    let now = style;
    let from = 0;
    const append = (part) => {
      if (part === '') return;
      if (now.size === 0) {
        into.append(part);
        return;
      }
      const span = document.createElement('span');
      span.className = classesOf(now);
      span.append(part);
      into.append(span);
    };
    for (const found of text.matchAll(special)) {
      append(text.slice(from, found.index));
      from = found.index + found[0].length;
      if (found[1] !== undefined) now = styled(now, found[1]);
      else if (found[0].length === 1) append(escaped(found[0].charCodeAt(0)));
    }
    append(text.slice(from));
    return now;
  }

  function escaped(code) {
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  }

  /** Of inverted text the colours change places. */
  function classesOf(style) {
    if (!style.has('a7')) return [...style].join(' ');
    const swapped = [...style].map((each) => each.replace(/^[fb](?=\d)/, (letter) => (letter === 'f' ? 'b' : 'f')));
    return swapped.join(' ');
  }

  /** The classes after a colour sequence. */
  function styled(style, sequence) {
    const next = new Set(style);
    const drop = (letter) => {
      for (const each of next) if (each.startsWith(letter)) next.delete(each);
    };
    const codes = sequence.split(';').map(Number);
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at];
      if (code === 0) next.clear();
      else if (code < 10) next.add(`a${code}`);
      else if (code === 22)
        ['a1', 'a2'].forEach((each) => {
          next.delete(each);
        });
      else if (code > 22 && code < 30) next.delete(`a${code - 20}`);
      else if (code === 38 || code === 48) at += codes[at + 1] === 2 ? 4 : 2;
      else if ((code >= 30 && code < 50) || (code >= 90 && code < 108)) {
        const letter = (code >= 30 && code < 40) || (code >= 90 && code < 100) ? 'f' : 'b';
        drop(letter);
        if (code % 10 < 8) next.add(`${letter}${code % 10}`);
      }
    }
    return next;
  }

  // Short outputs are there as soon as their smoke is open, so that they are printed and found; long ones when they come into view.
  const short = 12 * 1024;
  const approaching = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        approaching.unobserve(target);
        show(target);
      }
    },
    { rootMargin: '600px' },
  );
  const showAllOf = (smoke) => {
    for (const stream of smoke.querySelectorAll('.stream')) {
      if (stream.querySelector('script').textContent.length < short) show(stream);
      else approaching.observe(stream);
    }
  };
  for (const smoke of smokes) {
    smoke.addEventListener('toggle', () => smoke.open && showAllOf(smoke));
    if (smoke.open) showAllOf(smoke);
  }

  function openTarget() {
    const id = /^#([\w-]+)$/.exec(location.hash)?.[1];
    const target = id === undefined ? null : document.getElementById(id);
    if (!target || !smokes.includes(target)) return;
    target.classList.remove('hidden');
    target.open = true;
    target.scrollIntoView();
    target.querySelector('summary').focus({ preventScroll: true });
  }
  addEventListener('hashchange', openTarget);
  openTarget();

  const form = document.getElementById('filter');
  if (!form) return;
  form.hidden = false;
  const [search, inOutputs, shown] = ['search', 'search-outputs', 'shown'].map((id) => document.getElementById(id));
  const heads = new WeakMap();
  let latest = 0;

  /** Everything about a smoke but its outputs; collected when it is first searched. */
  function headOf(smoke) {
    let head = heads.get(smoke);
    if (head === undefined) {
      const parts = smoke.querySelectorAll('.title, .error, .line, .difference, .steps, .body > p');
      head = [...parts]
        .map((part) => part.textContent)
        .join('\n')
        .toLowerCase();
      heads.set(smoke, head);
    }
    return head;
  }

  async function matches(smoke, wanted) {
    if (wanted === '' || headOf(smoke).includes(wanted)) return true;
    if (!inOutputs.checked) return false;
    for (const stream of smoke.querySelectorAll('.stream')) {
      if ((await searchedTextOf(stream)).includes(wanted)) return true;
    }
    return false;
  }

  const wantedText = () => search.value.trim().toLowerCase();

  async function filter() {
    latest += 1;
    const mine = latest;
    const wanted = wantedText();
    const outcomes = new Set([...form.querySelectorAll('[name=outcome]:checked')].map(({ value }) => value));
    const found = [];
    for (const smoke of smokes) {
      found.push(outcomes.has(smoke.dataset.outcome) && (await matches(smoke, wanted)));
      if (mine !== latest) return;
    }
    smokes.forEach((smoke, index) => {
      smoke.classList.toggle('hidden', !found[index]);
    });
    for (const heading of document.querySelectorAll('.suite')) {
      const any = smokes.some((smoke, index) => found[index] && smoke.dataset.suite === heading.dataset.suite);
      heading.classList.toggle('hidden', !any);
    }
    const count = found.filter(Boolean).length;
    shown.textContent = count === smokes.length ? `${count} smokes` : `${count} of ${smokes.length} smokes`;
    highlight();
  }

  const mostMarked = 2000;

  /** Marks what is searched for in the outputs that are shown, where the browser can. */
  function highlight() {
    if (!globalThis.CSS?.highlights) return;
    CSS.highlights.delete('found');
    const wanted = wantedText();
    if (wanted === '' || !inOutputs.checked) return;
    const ranges = [];
    for (const block of document.querySelectorAll('details.smoke[open]:not(.hidden) .text pre')) {
      const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      while (nodes.nextNode() && ranges.length < mostMarked) {
        const node = nodes.currentNode;
        const text = node.data.toLowerCase();
        // Some letters take more room in lower case: places in it would be other ones.
        if (text.length !== node.data.length) continue;
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          ranges.push(range);
        }
      }
    }
    if (ranges.length > 0) CSS.highlights.set('found', new Highlight(...ranges));
  }

  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
  });
  addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type === 'search';
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && typing) {
      search.value = '';
      filter();
    }
  });
  filter();

  addEventListener('beforeprint', () => {
    for (const smoke of smokes) if (['failed', 'flaky'].includes(smoke.dataset.outcome)) smoke.open = true;
    for (const reasons of document.querySelectorAll('.verdict details')) reasons.open = true;
  });
})();
