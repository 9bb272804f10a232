// What stands where on a page of the application: cards, pictures, texts, tables. Boxes are
// [left, top, right, bottom] in pixels of the page; texts come with the four corners of their ink.
() => {
  const FAINT = 0.4;  // a mark across the whole picture, such as SYNTHETIC, is no text to be read
  const pen = document.createElement('canvas').getContext('2d');
  const box = element => {
    const r = element.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
  };
  const opacity = element => {
    let shown = 1;
    for (let at = element; at && at.tagName !== 'svg'; at = at.parentNode) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden') return 0;
      shown *= Number(style.opacity);
    }
    return shown * Number(getComputedStyle(element).fillOpacity);
  };

  const ink = text => {
    const line = text.getBBox();
    const font = getComputedStyle(text);
    let [top, bottom] = [line.y, line.y + line.height];
    if (!text.querySelector('tspan')) {  // a line box is taller than its letters
      pen.font = `${font.fontWeight} ${font.fontSize} ${font.fontFamily}`;
      const drawn = pen.measureText(text.textContent);
      [top, bottom] = [-drawn.actualBoundingBoxAscent, drawn.actualBoundingBoxDescent];
    }
    const place = text.getScreenCTM();
    return [[line.x, top], [line.x + line.width, top], [line.x + line.width, bottom], [line.x, bottom]]
      .map(([x, y]) => [place.a * x + place.c * y + place.e, place.b * x + place.d * y + place.f]);
  };

  const picture = svg => {
    const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && opacity(t) > FAINT);
    const axes = [...svg.querySelectorAll('.role-axis[aria-label*="discrete scale"]')].map(axis => ({
      name: axis.getAttribute('aria-label'),
      declared: Number(/scale with (\d+) value/.exec(axis.getAttribute('aria-label'))?.[1] ?? 0),
      labels: [...axis.querySelectorAll('.role-axis-label text')]
        .filter(t => t.textContent.trim() && opacity(t) > FAINT).length,
    }));
    const targets = [...svg.querySelectorAll('.role-mark path[opacity="0"]')].map(box);
    const rows = new Map(targets.map(target => [Math.round((target[1] + target[3]) / 2), target]));
    const marks = [...svg.querySelectorAll('.role-mark path, .role-mark line, .role-legend-symbol path')]
      .filter(mark => opacity(mark) > FAINT && !mark.closest('[clip-path]'));
    const scroller = svg.closest('[class*=st-key-scroll-]');
    return {
      box: box(svg),
      scrolls: scroller !== null && scroller.scrollWidth > scroller.clientWidth + 1,
      plot: box(svg.querySelector('path.background')),
      texts: texts.map(t => ({ words: t.textContent, corners: ink(t) })),
      axes,
      rows: [...rows.values()],
      marks: marks.map(mark => box(mark)),
    };
  };

  const cut = root => [...root.querySelectorAll('*')].flatMap(element => {
    if (element.tagName === 'INPUT') {
      return element.scrollWidth > element.clientWidth + 1 && element.value ? [element.value] : [];
    }
    const style = getComputedStyle(element);
    const shortened = style.textOverflow === 'ellipsis' && style.overflowX !== 'visible';
    return shortened && element.scrollWidth > element.clientWidth + 1 ? [element.textContent.trim()] : [];
  });

  const card = element => {
    const style = getComputedStyle(element);
    const outer = box(element);
    return {
      name: /st-key-card-(\S+)/.exec(element.className)[1],
      box: outer,
      room: [outer[0] + parseFloat(style.paddingLeft), outer[2] - parseFloat(style.paddingRight)],
      pictures: [...element.querySelectorAll('svg.marks')].map(picture),
      canvases: element.querySelectorAll('canvas.marks').length,
      tables: [...element.querySelectorAll('.emr-table')]
        .map(table => [table.scrollWidth, table.clientWidth]),
      cut: cut(element),
    };
  };

  const main = document.querySelector('[data-testid=stMain]');
  const block = document.querySelector('[data-testid=stMainBlockContainer]');
  const inner = [...block.querySelectorAll('[data-testid=stElementContainer], [data-testid=stLayoutWrapper]')];
  const facts = block.querySelector('.st-key-facts');
  const controls = [...block.querySelectorAll('.st-key-controls, .st-key-bars, .st-key-chips')];
  return {
    main: box(main),
    scroll: [main.scrollWidth, main.clientWidth],
    height: Math.ceil(block.getBoundingClientRect().bottom),
    outside: inner.filter(e => e.getBoundingClientRect().right > box(main)[0] + main.clientWidth + 1)
      .map(e => e.className.match(/st-key-\S+/)?.[0] ?? e.dataset.testid),
    errors: [...document.querySelectorAll('[data-testid=stException], [data-testid=stAlertContentError]')]
      .map(e => e.textContent.trim().slice(0, 300)),
    nobody: document.querySelector('.st-key-nobody-left') !== null,
    facts: facts && box(facts),
    cut: controls.flatMap(cut),
    cards: [...document.querySelectorAll('[class*=st-key-card-]')].map(card),
  };
}
