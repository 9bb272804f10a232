// How well the texts and marks of the pictures on a page stand out, by WCAG's contrast ratio against what lies
// under them. Returns [[card, kind, words or colour, ratio, how many]] of what is below its limit.
([least_text, least_mark]) => {
  const FAINT = 0.4;  // a mark across the whole picture, such as SYNTHETIC, is no text to be read
  const parse = colour => {
    const found = /rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)/.exec(colour);
    return found && [Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4] ?? 1)];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
  const luminance = rgb => {
    const [r, g, b] = rgb.map(c => (c /= 255, c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const shown = element => {
    let opacity = 1;
    for (let at = element; at && at.tagName !== 'svg'; at = at.parentNode) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden') return 0;
      opacity *= Number(style.opacity);
    }
    return opacity;
  };
  const paint = (element, kind) => {
    const style = getComputedStyle(element);
    const colour = parse(style[kind]);
    return colour && [...colour.slice(0, 3), colour[3] * shown(element) * Number(style[`${kind}Opacity`])];
  };
  const surface = svg => {
    for (let at = svg; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour && colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const inside = (shape, x, y) => {
    const point = new DOMPoint(x, y).matrixTransform(shape.element.getScreenCTM().inverse());
    return shape.element.isPointInFill(point);
  };

  const look = svg => {
    const card = /st-key-card-(\S+)/.exec(svg.closest('[class*=st-key-card-]')?.className ?? '')?.[1] ?? '';
    const ground = surface(svg);
    const shapes = [...svg.querySelectorAll('.role-mark path, .role-mark line, .role-legend-symbol path')]
      .map((element, order) => ({ element, order, box: element.getBoundingClientRect(),
        fill: paint(element, 'fill'), stroke: paint(element, 'stroke') }))
      .filter(({ fill, stroke, element }) => !element.matches('.background')
        && ((fill && fill[3] > 0.02) || (stroke && stroke[3] > 0.02)));
    const filled = shapes.filter(({ fill }) => fill && fill[3] > 0.02);
    const under = (element, x, y) => {
      let colour = ground;
      for (const shape of filled) {
        const { box } = shape;
        const below = element.compareDocumentPosition(shape.element) & Node.DOCUMENT_POSITION_PRECEDING;
        if (below && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom && inside(shape, x, y)) {
          colour = over(shape.fill, colour);
        }
      }
      return colour;
    };
    const found = [];
    for (const text of svg.querySelectorAll('text')) {
      const colour = paint(text, 'fill');
      if (!text.textContent.trim() || !colour || colour[3] <= 0.02 || shown(text) <= FAINT) continue;
      const box = text.getBoundingClientRect();
      const places = [0.2, 0.5, 0.8].map(part => box.left + part * box.width);
      const ratio = Math.min(...places.map(x => {
        const ground = under(text, x, (box.top + box.bottom) / 2);
        return contrast(over(colour, ground), ground);
      }));
      if (ratio < least_text) found.push([card, 'text', text.textContent, ratio]);
    }
    for (const { element, box, fill, stroke } of shapes) {
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const ground = under(element, x, y);
      const ratio = Math.max(...[fill, stroke].filter(c => c && c[3] > 0.02)
        .map(c => contrast(over(c, ground), ground)));
      const layer = /layer_\d+|legend-symbol/.exec(element.parentNode.getAttribute('class') ?? '')?.[0] ?? 'key';
      if (ratio < least_mark) found.push([card, 'mark', `${layer} ${getComputedStyle(element).fill}`, ratio]);
    }
    return found;
  };

  const all = [...document.querySelectorAll('svg.marks')].flatMap(look);
  const kinds = new Map();
  for (const [card, kind, what, ratio] of all) {
    const key = JSON.stringify([card, kind, what]);
    const [lowest, count] = kinds.get(key) ?? [Infinity, 0];
    kinds.set(key, [Math.min(lowest, ratio), count + 1]);
  }
  return [...kinds].map(([key, [ratio, count]]) => [...JSON.parse(key), Math.round(ratio * 100) / 100, count]);
}
