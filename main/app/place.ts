import { type BrowserWindow, screen } from 'electron'
import { z } from 'zod'

/** Where the window was. Bounds are those of the window when it is not maximized, in desktop pixels. */
export interface WindowPlace {
  bounds: { width: number; height: number; x: number; y: number } | { width: number; height: number }
  maximized: boolean
}

export const windowPlaceSchema: z.ZodType<WindowPlace> = z.object({
  bounds: z.union([
    z.object({ width: z.number(), height: z.number(), x: z.number(), y: z.number() }),
    z.object({ width: z.number(), height: z.number() }),
  ]),
  maximized: z.boolean(),
})

/** The size of the design's pictures. */
export const DEFAULT_PLACE: WindowPlace = { bounds: { width: 1440, height: 900 }, maximized: false }

/** Puts a hidden window where it was, and shows it as soon as it has something to show. */
export async function showAt(window: BrowserWindow, place: Promise<WindowPlace>): Promise<void> {
  const drawn = new Promise((resolve) => window.once('ready-to-show', () => resolve(null)))
  const { bounds, maximized } = visiblePlace(await place)
  if (window.isDestroyed()) return
  window.setBounds(bounds)
  await drawn
  if (maximized) window.maximize()
  window.show()
}

export function placeOf(window: BrowserWindow): WindowPlace {
  return { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
}

/** A place that can be seen: a screen may have gone since, or be smaller. */
function visiblePlace({ bounds, maximized }: WindowPlace): WindowPlace {
  const { workArea } = screen.getDisplayMatching({ x: 0, y: 0, ...bounds })
  const width = Math.min(bounds.width, workArea.width)
  const height = Math.min(bounds.height, workArea.height)
  if (!('x' in bounds)) return { bounds: { width, height }, maximized }
  const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))
  const x = clamp(bounds.x, workArea.x, workArea.x + workArea.width - width)
  const y = clamp(bounds.y, workArea.y, workArea.y + workArea.height - height)
  return { bounds: { width, height, x, y }, maximized }
}
