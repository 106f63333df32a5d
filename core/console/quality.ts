/** How the picture is sent: noVNC's scales, 0 to 9. Quality is the JPEG quality, compression the effort of the server. */
export interface PictureQuality {
  quality: number
  compression: number
}

// A screen of 1024 x 768 that changes as a whole is about 200 kB at quality 6: five pictures a second need a megabyte.
const STEPS: readonly ({ above: number } & PictureQuality)[] = [
  { above: 4_000_000, quality: 9, compression: 0 },
  { above: 500_000, quality: 6, compression: 2 },
  { above: 100_000, quality: 3, compression: 6 },
  { above: 0, quality: 1, compression: 9 },
]

/** A line that is measured near a border must not make the picture change all the time: better needs this much more. */
const BETTER_BY = 1.5

/** What suits a line of so many bytes a second, given what is used now. */
export function chooseQuality(bytesPerSecond: number, now: PictureQuality): PictureQuality {
  const place = STEPS.findIndex(({ above }) => bytesPerSecond >= above)
  const current = STEPS.findIndex(({ quality }) => quality === now.quality)
  const wanted = STEPS[place]
  if (wanted === undefined || place === current) return now
  if (current !== -1 && place < current && bytesPerSecond < wanted.above * BETTER_BY) {
    const less = STEPS[place + 1]
    return place + 1 === current || less === undefined ? now : { quality: less.quality, compression: less.compression }
  }
  return { quality: wanted.quality, compression: wanted.compression }
}

/** So much data at least, before a burst tells anything of the line: less arrives in one packet. */
const MEANINGFUL_BYTES = 64_000
const GAP_MS = 100

/** What comes all the time is measured this often. */
const WINDOW_MS = 1_000
/** A line is full where the way takes so much longer than it did at best: what is on the way waits for what is before it. */
const FULL_MS = 150

export interface LineMeter {
  received(bytes: number, now: number): void
  /** The way to the server and back took so long. */
  answered(ms: number): void
}

/**
 * Measures the line by bursts: data that comes without a gap came as fast as the line allows. What never has a gap is a film on a fast line or
 * anything on a slow one, and counts only while the line is full: a film that has less detail each time because it is small would end as a blur.
 */
export function createLineMeter(onMeasured: (bytesPerSecond: number) => void): LineMeter {
  let began = 0
  let last = 0
  let sum = 0
  let best = Infinity
  let isFull = false
  const measure = (until: number): void => {
    if (sum >= MEANINGFUL_BYTES && until > began) onMeasured((sum * 1000) / (until - began))
    sum = 0
  }
  return {
    answered(ms) {
      best = Math.min(best, ms)
      isFull = ms > best + FULL_MS
    },
    received(bytes, now) {
      if (now - last > GAP_MS) {
        // What came first waited for nothing: it does not count.
        measure(last)
        began = now
      } else {
        sum += bytes
        if (isFull && now - began >= WINDOW_MS) {
          measure(now)
          began = now
        }
      }
      last = now
    },
  }
}
