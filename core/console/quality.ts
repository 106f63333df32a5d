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

/** Measures the line by bursts: data that comes without a gap came as fast as the line allows. */
export function createLineMeter(onMeasured: (bytesPerSecond: number) => void): { received(bytes: number, now: number): void } {
  let began = 0
  let last = 0
  let sum = 0
  return {
    received(bytes, now) {
      if (now - last > GAP_MS) {
        if (sum >= MEANINGFUL_BYTES && last > began) onMeasured((sum * 1000) / (last - began))
        began = now
        // What came first waited for nothing: it does not count.
        sum = 0
      } else sum += bytes
      last = now
    },
  }
}
