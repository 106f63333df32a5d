/** Where a page of 16.7 ms also scrolls, lays out and paints, this much is left for what comes in. */
const SLICE_MS = 4
/** Looking at the clock costs as much as folding a change: once for so many is enough. */
const LOOK_EVERY = 50
/** What comes after so long a pause is the answer to something that was just asked: it does not wait for a frame. */
const PAUSE_MS = 50
/** A window that nobody sees has no frames; what it knows is to be true all the same when it is looked at. */
const UNSEEN_MS = 250

export interface FrameQueue<Item> {
  /** `done` is called when the last of the items has been taken. */
  add(items: readonly Item[], done: () => void): void
}

/** Takes what comes in at once after a pause, and else once a frame, in slices, however fast it comes; `taken` is told once for each slice. */
export function createFrameQueue<Item>(take: (item: Item) => void, taken: () => void): FrameQueue<Item> {
  let batches: { readonly items: readonly Item[]; readonly done: () => void }[] = []
  let next = 0
  let scheduled = false
  let ranAt = -Infinity

  /** Takes from the oldest batch; false when the time is over before its end. */
  const takeBatch = (items: readonly Item[], end: number): boolean => {
    while (next < items.length) {
      take(items[next] as Item)
      next += 1
      if (next % LOOK_EVERY === 0 && performance.now() >= end) return next === items.length
    }
    return true
  }
  const run = (): void => {
    scheduled = false
    ranAt = performance.now()
    const end = ranAt + SLICE_MS
    let finished = 0
    for (const { items, done } of batches) {
      if (!takeBatch(items, end)) break
      next = 0
      finished += 1
      done()
      if (performance.now() >= end) break
    }
    batches = batches.slice(finished)
    taken()
    if (batches.length > 0) schedule()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    inNextFrame(run)
  }

  return {
    add(items, done) {
      batches.push({ items, done })
      if (!scheduled && performance.now() - ranAt >= PAUSE_MS) run()
      else schedule()
    },
  }
}

function inNextFrame(run: () => void): void {
  const go = (): void => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    run()
  }
  const frame = requestAnimationFrame(go)
  const timer = setTimeout(go, UNSEEN_MS)
}
