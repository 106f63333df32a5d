/**
 * How fast keys may follow each other. A keyboard has no flow control: a PC's controller keeps sixteen bytes, and what comes while it is full is
 * lost without a word. What the guest shows is the only sign that it has read, so the pace follows that sign.
 */
export interface Pacer {
  /** How many characters may be sent before the screen has to show that they came through. */
  readonly burst: number
  /** Milliseconds between two characters. */
  readonly gapMs: number
  /** The guest's answer to a burst: how long it took until the screen changed, null where it did not within the limit. */
  answered(latencyMs: number | null): void
}

// Four characters with Shift are 24 bytes on the wire of set 2, which a guest that reads at each interrupt empties between them.
const FIRST_GAP_MS = 12
const SHORTEST_GAP_MS = 4
const LONGEST_GAP_MS = 60
const BURST = 24

/** A guest that shows a key within this time keeps up; one that takes twice as long is behind. */
const PROMPT_MS = 120

export function createPacer(): Pacer {
  let gapMs = FIRST_GAP_MS
  return {
    burst: BURST,
    get gapMs() {
      return gapMs
    },
    answered(latencyMs) {
      // No change is no answer: a program that echoes nothing is typed to at the pace that the guest has shown before.
      if (latencyMs === null) return
      gapMs = latencyMs <= PROMPT_MS ? Math.max(SHORTEST_GAP_MS, gapMs - 1) : Math.min(LONGEST_GAP_MS, gapMs * 1.5)
    },
  }
}
