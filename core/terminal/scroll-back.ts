/**
 * 10,000 lines of 100 columns are a million characters; colours and marks at most double that. Two bytes a character at worst: 4 MB a tab.
 */
const SCROLL_BACK_LIMIT = 2_000_000

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

// Scroll region, mouse and focus reports, bracketed paste, hidden cursor, application keys, colours, character set.
const MODES_OFF = '\x1b[!p\x1b[?1000;1002;1003;1004;1005;1006;1015;2004;2026l\x1b[?25h\x1b[?1l\x1b>\x1b[0m\x1b(B\x0f'

/** What ends everything that a dead program left switched on at the end of `text`, so that the next shell's output is readable. */
export function resetAfter(text: string): string {
  // Leaving the alternate screen also moves the cursor to where it was saved; where nobody is in it, that is on top of older text.
  const isInAlternate = text.lastIndexOf('\x1b[?1049h') > text.lastIndexOf('\x1b[?1049l')
  return `\x1b\\${isInAlternate ? '\x1b[?1049l' : ''}${MODES_OFF}`
}
