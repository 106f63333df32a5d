/** Runs work once what React has just put into the page is on the screen: nobody waits for the window because of it. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work))
}
