/** Tells how wide an element is, at once and whenever that changes; returns the way to end it. */
export function followWidth(element: HTMLElement | null, tell: (width: number) => void): () => void {
  if (element === null) return () => {}
  const measure = (): void => tell(element.clientWidth)
  measure()
  const sizes = new ResizeObserver(measure)
  sizes.observe(element)
  return () => sizes.disconnect()
}
