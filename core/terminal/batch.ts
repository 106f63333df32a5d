/** Puts off `run` and answers how to call it off. */
export type Schedule = (run: () => void, delayMs: number) => () => void

/** VS Code's constant (src/vs/platform/terminal/common/terminalDataBuffering.ts): below what an eye sees, above what a message costs. */
const BATCH_MS = 5

// A third of what may be in flight (core/stream HIGH_WATER): a flood must not wait for the clock, and no message is larger than it needs.
const FULL = 32_768

export interface TextBatch {
  add(text: string): void
  flush(): void
  drop(): void
}

/** Joins small writes into one. */
export function createTextBatch(send: (text: string) => void, schedule: Schedule): TextBatch {
  let waiting = ''
  let cancel: (() => void) | null = null
  const calm = (): void => {
    cancel?.()
    cancel = null
  }
  const flush = (): void => {
    calm()
    const text = waiting
    waiting = ''
    if (text !== '') send(text)
  }
  return {
    add(text) {
      waiting += text
      if (waiting.length >= FULL) flush()
      else cancel ??= schedule(flush, BATCH_MS)
    },
    flush,
    drop() {
      calm()
      waiting = ''
    },
  }
}
