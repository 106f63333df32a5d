import { useEffect, type RefObject } from 'react'

/** Scrolls a row of tabs so that the selected one is in sight, whenever another is selected or the row becomes narrower. */
export function useSelectedInView(row: RefObject<HTMLElement | null>, selected: string | null): void {
  useEffect(() => {
    const element = row.current
    if (element === null) return
    const show = () => element.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    show()
    const observer = new ResizeObserver(show)
    observer.observe(element)
    return () => observer.disconnect()
  }, [row, selected])
}
