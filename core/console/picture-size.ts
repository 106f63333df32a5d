/**
 * How large a picture is drawn 1:1, in CSS pixels for each of the guest's: a whole number of the display's own pixels, so that it stays sharp.
 * On a display of double density that is one CSS pixel, on one of 1.25 it is 0.8.
 */
export function sharpScale(devicePixelRatio: number): number {
  return Math.max(1, Math.floor(devicePixelRatio)) / devicePixelRatio
}

/** Whether each of the guest's pixels falls on whole pixels of the display: smoothing would only blur them. */
export function isSharp(scale: number, devicePixelRatio: number): boolean {
  const pixels = scale * devicePixelRatio
  return pixels >= 1 && Math.abs(pixels - Math.round(pixels)) < 0.01
}
