import type { ConsoleLine, ConsoleLog } from '../api/guest-door'

/** As a node keeps of a container's log before it begins another file; the oldest lines go first. */
const longestLog = 512 * 1024

/** A line without an end would grow for ever. */
const longestLine = 8 * 1024

/** What a guest has written to its serial port, line by line. */
export class SerialLog implements ConsoleLog {
  #lines: ConsoleLine[] = []
  #length = 0
  /** The line that is not complete yet. */
  #open = ''
  readonly #listeners = new Set<(line: ConsoleLine) => void>()
  #loaded: Promise<void> | undefined

  /** @param load the text that an earlier one gave, if there is one */
  constructor(private readonly load: () => Promise<string | undefined>) {}

  async lines(): Promise<readonly ConsoleLine[]> {
    await this.#load()
    return this.#lines
  }

  follow(listener: (line: ConsoleLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  add(bytes: Uint8Array): void {
    const lines = (this.#open + Buffer.from(bytes).toString('latin1')).split('\n')
    this.#open = (lines.pop() ?? '').slice(-longestLine)
    const time = stamp(new Date())
    for (const text of lines) this.#append({ time, text: Buffer.from(text.replace(/\r+$/, ''), 'latin1').toString('utf8') })
  }

  /** @returns a text that `load` may give later */
  async text(): Promise<string> {
    await this.#load()
    return this.#lines.map(({ time, text }) => `${time} ${text}\n`).join('')
  }

  #append(line: ConsoleLine): void {
    this.#lines.push(line)
    this.#length += line.text.length
    while (this.#length > longestLog) this.#length -= this.#lines.shift()?.text.length ?? this.#length
    for (const listener of [...this.#listeners]) listener(line)
  }

  #load(): Promise<void> {
    this.#loaded ??= this.load().then((earlier = '') => {
      const lines = earlier.split('\n').slice(0, -1).map((line) => ({ time: line.slice(0, line.indexOf(' ')), text: line.slice(line.indexOf(' ') + 1) }))
      // What came meanwhile is later.
      this.#lines = [...lines, ...this.#lines]
      this.#length += lines.reduce((sum, { text }) => sum + text.length, 0)
    })
    return this.#loaded
  }
}

/** As a node's container runtime stamps a line. */
function stamp(time: Date): string {
  return time.toISOString().replace('Z', '000000Z')
}
