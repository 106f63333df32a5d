const focusable = 'button:not(:disabled):not([tabindex="-1"]), input:not(:disabled), textarea:not(:disabled), select, a[href], [tabindex="0"]'

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
    const last = lastFocus.get(panel)
    const target = last?.isConnected === true ? last : panel.querySelector<HTMLElement>(focusable)
    if (target === null) continue
    target.focus()
    if (panel.contains(document.activeElement)) return
  }
}
