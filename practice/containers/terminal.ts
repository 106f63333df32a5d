/** A terminal's line: what is typed is echoed and edited, and comes to the program when it is entered. */

export interface TerminalLine {
  /** Takes what was typed. */
  type(bytes: Uint8Array): void
}

/** A line that is longer is no command. */
const longestLine = 4096

interface Reader {
  echo: (text: string) => void
  onLine: (line: string) => void
  /** Ctrl+C. */
  onInterrupt: () => void
  /** Ctrl+D at the beginning of a line. */
  onEnd: () => void
}

export function createTerminalLine({ echo, onLine, onInterrupt, onEnd }: Reader): TerminalLine {
  let line = ''
  const take = (letter: string): void => {
    switch (letter) {
      case '\r':
      case '\n': {
        const entered = line
        line = ''
        echo('\r\n')
        return onLine(entered)
      }
      case '\x03':
        line = ''
        echo('^C\r\n')
        return onInterrupt()
      case '\x04':
        return line === '' ? onEnd() : undefined
      case '\x7f':
      case '\b':
        if (line === '') return
        line = [...line].slice(0, -1).join('')
        return echo('\b \b')
      case '\x15':
        echo('\b \b'.repeat(line.length))
        line = ''
        return
      default:
        if (letter < ' ' || line.length >= longestLine) return
        line += letter
        echo(letter)
    }
  }
  return {
    type(bytes) {
      // Arrows and the like move nothing here.
      const text = Buffer.from(bytes).toString('utf8').replaceAll(/\x1b(\[[0-9;]*[A-Za-z~]|O[A-Z])/g, '')
      for (const letter of text) take(letter)
    },
  }
}

/** Line ends as a terminal wants them. */
export function forTerminal(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n')
}
