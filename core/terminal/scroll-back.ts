/**
 * 10,000 lines of 100 columns are a million characters; colours and marks at most double that. Two bytes a character at worst: 4 MB a tab.
 */
export const SCROLL_BACK_LIMIT = 2_000_000

// Forgetting works by whole pieces: small enough to keep close to the limit, large enough that a flood makes few of them.
const PIECE = 32_768

export interface ScrollBack {
  append(text: string): void
  /** Everything that is kept, beginning at the start of a line. */
  text(): string
  readonly size: number
}

/** The raw output of a tab, bounded: the oldest is forgotten first. */
export function createScrollBack(limit = SCROLL_BACK_LIMIT, piece = PIECE): ScrollBack {
  let pieces: string[] = []
  let size = 0
  let cut = false
  return {
    get size() {
      return size
    },
    append(text) {
      const last = pieces.at(-1)
      if (last !== undefined && last.length < piece) pieces[pieces.length - 1] = last + text
      else pieces.push(text)
      size += text.length
      let drop = 0
      while (drop < pieces.length - 1 && size > limit) {
        size -= pieces[drop]?.length ?? 0
        drop += 1
      }
      if (drop > 0) {
        pieces = pieces.slice(drop)
        cut = true
      }
    },
    text() {
      const text = pieces.join('')
      // Joined once, kept joined: the next call costs nothing.
      pieces = text === '' ? [] : [text]
      if (!cut) return text
      // The cut may have gone through a colour or a character of two halves; a line's start is safe.
      return text.slice(text.indexOf('\n') + 1)
    },
  }
}

/**
 * Ends whatever a dead program left switched on, so that the next shell's output is readable: alternate screen, scroll region, mouse and
 * focus reports, bracketed paste, hidden cursor, application keys, colours, character set.
 */
export const TERMINAL_RESET =
  '\x1b\\\x1b[?1049l\x1b[!p\x1b[?1000;1002;1003;1004;1005;1006;1015;2004;2026l\x1b[?25h\x1b[?1l\x1b>\x1b[0m\x1b(B\x0f'
