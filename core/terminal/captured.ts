// What a student reads of an output, and what a note can hold: the first 400 lines or so, and the end, where errors stand.
const HEAD_LIMIT = 48_000
const TAIL_LIMIT = 16_000

/** Collects what a command prints, bounded. */
export interface CapturedOutput {
  add(text: string): void
  /** As a person would have read it: no escape sequences, what was drawn over is gone. */
  text(): string
}

export function captureOutput(): CapturedOutput {
  let head = ''
  let tail = ''
  let length = 0
  return {
    add(text) {
      length += text.length
      const room = HEAD_LIMIT - head.length
      head += text.slice(0, room)
      if (text.length > room) tail = (tail + text.slice(room)).slice(-TAIL_LIMIT)
    },
    text() {
      const missing = length - head.length - tail.length
      if (missing === 0) return plainText(head + tail)
      // The cut may have gone through an escape sequence; a line's start is safe.
      return `${plainText(head)}\n… ${missing} characters left out …\n${plainText(tail.slice(tail.indexOf('\n') + 1))}`
    },
  }
}

// A whole-screen program draws on a screen of its own, which is gone when it ends.
const OTHER_SCREEN = /\x1b\[\?(?:1049|47)h[\s\S]*?(?:\x1b\[\?(?:1049|47)l|$)/g
const TOKEN = /\x1b\[[\d;?>=!]*[ -/]*[@-~]|\x1b[\]PX^_][\s\S]*?(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]|[\r\n\b\t]|[\x00-\x1f\x7f-\x9f]|[^\x00-\x1f\x7f-\x9f]+/g

function plainText(raw: string): string {
  const lines: string[] = []
  let line = ''
  let column = 0
  for (const [token] of raw.replace(OTHER_SCREEN, '').matchAll(TOKEN)) {
    if (token === '\n') {
      lines.push(line.trimEnd())
      line = ''
      column = 0
    } else if (token === '\r') column = 0
    else if (token === '\b') column = Math.max(0, column - 1)
    else if (/^\x1b\[0?K$/.test(token)) line = line.slice(0, column)
    else if (token === '\x1b[2K') line = ''
    else if (token === '\t' || token.charCodeAt(0) >= 0xa0 || (token.charCodeAt(0) >= 0x20 && token.charCodeAt(0) < 0x7f)) {
      line = line.slice(0, column).padEnd(column) + token + line.slice(column + token.length)
      column += token.length
    }
  }
  return [...lines, line.trimEnd()].join('\n').trim()
}

const SECRETS: readonly [pattern: RegExp, shown: string][] = [
  // A token of OpenShift's OAuth server.
  [/sha256~[A-Za-z0-9_-]{20,}/g, 'sha256~[hidden]'],
  // A JSON Web Token, as service accounts have them.
  [/\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g, '[hidden]'],
  [/(\boc\s+login\b.{0,500}?\s(?:-p|--password)(?:\s+|=))(?:'[^']*'|"[^"]*"|\S+)/g, '$1[hidden]'],
]

/** The same text without what may open a cluster: tokens, and passwords given to `oc login`. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((masked, [pattern, shown]) => masked.replace(pattern, shown), text)
}
