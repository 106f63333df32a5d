const focusable = 'button:not(:disabled):not([tabindex="-1"]), input:not(:disabled), textarea:not(:disabled), select, a[href], [tabindex="0"]'

/** Marks the one place in a panel that the keyboard always comes to: a terminal is for typing. */
const entry = '[data-panel-entry]'

/** Where the focus last was in each panel, so that cycling comes back there. */
const lastFocus = new WeakMap<Element, HTMLElement>()

document.addEventListener('focusout', ({ target }) => {
  const panel = target instanceof HTMLElement ? target.closest('[data-place]') : null
  if (panel !== null && target instanceof HTMLElement) lastFocus.set(panel, target)
})

/** Moves the focus to the next (1) or previous (-1) panel that can take it. */
export function cyclePanels(direction: 1 | -1): void {
  const panels = Array.from(document.querySelectorAll('[data-place]'))
  const current = panels.findIndex((panel) => panel.contains(document.activeElement))
  for (let step = 1; step <= panels.length; step += 1) {
    const start = current === -1 && direction === -1 ? 0 : current
    const panel = panels[(start + direction * step + panels.length * 2) % panels.length]
    if (panel === undefined) return
    if (waysInto(panel).some((target) => takesFocus(target))) return
  }
}

/** Best first; any of them may be hidden or gone. */
function waysInto(panel: Element): HTMLElement[] {
  const entries = Array.from(panel.querySelectorAll(entry)).flatMap((place) => place.querySelector<HTMLElement>(focusable) ?? [])
  return [...entries, lastFocus.get(panel), panel.querySelector<HTMLElement>(focusable)].filter((target) => target instanceof HTMLElement)
}

function takesFocus(target: HTMLElement): boolean {
  target.focus()
  return document.activeElement === target
}
