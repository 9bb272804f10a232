// What can have the keyboard without anybody seeing it: nothing of its outline, border, shadow or ground
// changes, neither in itself nor in what stands close around it. A key has to be pressed first, so that the
// browser shows the focus. Returns what such elements are.
async () => {
  const CAN = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const SEEN = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderTopColor', 'borderBottomColor',
    'borderTopWidth', 'borderBottomWidth', 'backgroundColor', 'backgroundImage', 'color', 'textDecorationLine', 'opacity'];
  const around = element => {
    const found = [];
    for (let at = element, step = 0; at && step < 4; at = at.parentElement, step += 1) found.push(at);
    return [...found, ...element.querySelectorAll('*'), ...(element.parentElement?.children ?? [])].slice(0, 40);
  };
  const styles = elements => elements.flatMap(element => ['', '::before', '::after'].map(pseudo => {
    const style = getComputedStyle(element, pseudo || null);
    return SEEN.map(name => style[name]).join('|');
  })).join('\n');
  const still = document.createElement('style');
  still.textContent = '* { transition: none !important; animation: none !important; }';
  document.head.append(still);
  const before = document.activeElement;
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const unseen = [];
  before?.blur();
  for (const element of document.querySelectorAll(CAN)) {
    if (element.tabIndex < 0 || element.disabled || !element.checkVisibility()
      || element.getBoundingClientRect().width === 0) continue;
    const [near, rest] = [around(element), styles(around(element))];
    element.focus({ preventScroll: true });
    await drawn();  // some elements are told of it and draw themselves anew
    if (document.activeElement === element && styles(near) === rest) unseen.push(element);
    element.blur();
    await drawn();
  }
  still.remove();
  return unseen.map(element => element.outerHTML.slice(0, 160));
}
