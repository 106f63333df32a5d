/**
 * Marks that a shell's integration script puts into its output (OSC 633, https://code.visualstudio.com/docs/terminal/shell-integration).
 *
 * From the shell to main they carry the nonce of that shell: `ESC ] 633 ; LETTER ; NONCE [; ARGUMENTS] BEL`. A program's output cannot know
 * it, so a hostile file or server cannot pretend that a command ended or that the shell is at its prompt.
 * From main to the window they carry the tab's seal instead and the times that main measured (`sealMark`); the seal never enters a shell.
 */

export type ShellMark =
  | { type: 'promptStart' }
  /** `next` is the number that the next line will get in the shell's history; null where the shell does not tell. */
  | { type: 'promptEnd'; next: number | null }
  /** `number` is the line's place in the history. `certain` false: the shell may keep some lines out of it, so this may be an older one. */
  | { type: 'commandLine'; text: string; number: number | null; certain: boolean }
  | { type: 'executed' }
  | { type: 'finished'; exit: number }
  | { type: 'cwd'; path: string }

type OutputPiece = { text: string } | { mark: ShellMark }

export interface MarkReader {
  /** Cuts marks out of a chunk of output. A mark may arrive in several chunks. */
  read(chunk: string): OutputPiece[]
  /** What is held back because it may still become a mark; call at the end of the output. */
  rest(): string
}

const OPENING = '\x1b]633;'
const BEL = '\x07'

// A command line of 4,000 characters, each of them escaped; anything longer is not ours.
const MARK_LIMIT = 20_000

export function createMarkReader(nonce: string): MarkReader {
  let held = ''

  return {
    read(chunk) {
      const pieces: OutputPiece[] = []
      const push = (text: string): void => {
        const last = pieces.at(-1)
        if (text === '') return
        if (last && 'text' in last) last.text += text
        else pieces.push({ text })
      }
      const input = held + chunk
      held = ''
      let at = 0
      for (;;) {
        const start = input.indexOf(OPENING, at)
        if (start === -1) {
          const keep = lengthOfOpeningAtEnd(input, at)
          push(input.slice(at, input.length - keep))
          held = input.slice(input.length - keep)
          return pieces
        }
        push(input.slice(at, start))
        const body = start + OPENING.length
        const end = input.indexOf(BEL, body)
        if (end === -1 && mayBecomeMark(input.slice(body, body + nonce.length + 3), nonce) && input.length - start < MARK_LIMIT) {
          held = input.slice(start)
          return pieces
        }
        const mark = end === -1 ? null : parseMark(input.slice(body, end), nonce)
        if (mark) {
          pieces.push({ mark })
          at = end + 1
        } else {
          // Somebody else's sequence stays in the output; the window ignores it for want of a seal.
          push(OPENING)
          at = body
        }
      }
    },
    rest() {
      const text = held
      held = ''
      return text
    },
  }
}

function lengthOfOpeningAtEnd(text: string, from: number): number {
  for (let length = Math.min(OPENING.length - 1, text.length - from); length > 0; length -= 1) {
    if (text.endsWith(OPENING.slice(0, length))) return length
  }
  return 0
}

function mayBecomeMark(body: string, nonce: string): boolean {
  return body.slice(1).startsWith(`;${nonce}`.slice(0, Math.max(0, body.length - 1)))
}

function parseMark(body: string, nonce: string): ShellMark | null {
  const [letter, given, ...rest] = body.split(';')
  if (given !== nonce) return null
  switch (letter) {
    case 'A':
      return { type: 'promptStart' }
    case 'B':
      return { type: 'promptEnd', next: wholeNumber(rest[0]) }
    case 'C':
      return { type: 'executed' }
    case 'D':
      return { type: 'finished', exit: wholeNumber(rest[0]) ?? 0 }
    case 'E':
      return { type: 'commandLine', number: wholeNumber(rest[0]), certain: rest[1] === '1', text: unescape(rest.slice(2).join(';')) }
    case 'P':
      return { type: 'cwd', path: unescape(rest.join(';')) }
    default:
      return null
  }
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}

function unescape(text: string): string {
  return text.replace(/\\(?:\\|x([0-9a-f]{2}))/g, (_whole, hex: string | undefined) => (hex === undefined ? '\\' : String.fromCharCode(parseInt(hex, 16))))
}

/** What the window draws in the gutter. `prompt` comes again whenever the shell redraws it. `at` is milliseconds since 1970. */
export type SealedMark = { type: 'prompt' } | { type: 'executed' } | { type: 'finished'; exit: number; at: number; durationMs: number }

export function sealMark(mark: SealedMark, seal: string): string {
  switch (mark.type) {
    case 'prompt':
      return `${OPENING}B;${seal}${BEL}`
    case 'executed':
      return `${OPENING}C;${seal}${BEL}`
    case 'finished':
      return `${OPENING}D;${seal};${mark.exit};${mark.at};${mark.durationMs}${BEL}`
  }
}

/** `body` is what stands between `ESC ] 633 ;` and the terminator. Answers null for anything that main did not seal. */
export function readSealedMark(body: string, seal: string): SealedMark | null {
  const [letter, given, ...numbers] = body.split(';')
  if (given !== seal) return null
  const [first = 0, second = 0, third = 0] = numbers.map(Number)
  switch (letter) {
    case 'B':
      return { type: 'prompt' }
    case 'C':
      return { type: 'executed' }
    case 'D':
      return { type: 'finished', exit: first, at: second, durationMs: third }
    default:
      return null
  }
}
