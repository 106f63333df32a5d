/** A command that has run, as it is taken into a note. */
export interface CapturedCommand {
  command: string
  output: string
  user: string | null
  exit: number | null
  durationMs: number
  /** Milliseconds since 1970. */
  at: number
  cwd: string | null
}

/** Enough for `oc get all`; a log is a file, and a note keeps its beginning and its end. */
const LONGEST_OUTPUT_LINES = 200

/**
 * A code block that any reader of Markdown shows: the command after `$`, then what it printed. Who, where, when and how it ended stand behind
 * the language, where readers look for nothing.
 */
export function writeCommand(captured: CapturedCommand): string {
  const { command, user, exit, durationMs, at, cwd } = captured
  const facts = [
    user === null ? '' : `user=${value(user)}`,
    exit === null ? '' : `exit=${exit}`,
    `seconds=${(durationMs / 1000).toFixed(1)}`,
    `at=${new Date(at).toISOString()}`,
    cwd === null ? '' : `in=${value(cwd)}`,
  ]
  const shown = command
    .split('\n')
    .map((line, index) => `${index === 0 ? '$' : '>'} ${line}`)
    .join('\n')
  return block(`console ${facts.filter(Boolean).join(' ')}`, [shown, shorten(cleanTerminalText(captured.output))].filter(Boolean).join('\n'))
}

/** A text of a cluster or a terminal as a code block, with where it comes from above. */
export function writeQuoted({ text, language, source, at }: { text: string; language: 'yaml' | 'console' | 'text'; source: string; at: number }): string {
  const when = new Date(at)
  return `${plainLine(source)}, ${when.toLocaleDateString('sv')} ${when.toLocaleTimeString('sv')}:\n\n${block(language === 'text' ? '' : language, cleanTerminalText(text))}`
}

/** A code block whose fence is longer than any that the text holds. */
export function block(info: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/^[ \t]*(`{3,})/gm), (match) => match[1]?.length ?? 0))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${info}\n${text.replace(/\n+$/, '')}\n${fence}\n`
}

/** Reads the first line of a captured block and what stands in it; null where it is some other block. */
export function readCommand(info: string, body: string): CapturedCommand | null {
  if (!/^console(?:\s|$)/.test(info)) return null
  const facts = new Map(Array.from(info.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S+)/g), ([, name, said]) => [name, unquote(said ?? '')]))
  const at = Date.parse(facts.get('at') ?? '')
  const lines = body.split('\n')
  if (Number.isNaN(at) || lines[0]?.startsWith('$ ') !== true) return null
  const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('> '))
  const commandLines = lines.slice(0, end === -1 ? lines.length : end)
  const exit = Number.parseInt(facts.get('exit') ?? '', 10)
  return {
    command: commandLines.map((line) => line.slice(2)).join('\n'),
    output: lines.slice(commandLines.length).join('\n'),
    user: facts.get('user') ?? null,
    exit: Number.isNaN(exit) ? null : exit,
    durationMs: Math.round(Number.parseFloat(facts.get('seconds') ?? '0') * 1000),
    at,
    cwd: facts.get('in') ?? null,
  }
}

// CSI, OSC and the two-character escapes of ECMA-48, and what xterm adds.
 
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])/g

/** What a terminal's text looks like when it stands still: no colours, and of a line that was drawn over, the last drawing. */
export function cleanTerminalText(text: string): string {
  return text
    .replace(ESCAPES, '')
    .split(/\r*\n/)
    .map((line) => dropErased(line.slice(line.lastIndexOf('\r') + 1)))
    .join('\n')
    .replace(/[\p{Cc}]/gu, (control) => (control === '\n' || control === '\t' ? control : ''))
}

function dropErased(line: string): string {
  if (!line.includes('\b')) return line
  const kept: string[] = []
  for (const character of line) {
    if (character === '\b') kept.pop()
    else kept.push(character)
  }
  return kept.join('')
}

function shorten(output: string): string {
  const lines = output.replace(/\s+$/, '').split('\n')
  if (lines.length <= LONGEST_OUTPUT_LINES) return lines.join('\n')
  const half = LONGEST_OUTPUT_LINES / 2
  return [...lines.slice(0, half), `… ${lines.length - LONGEST_OUTPUT_LINES} lines left out …`, ...lines.slice(-half)].join('\n')
}

function plainLine(text: string): string {
  return text.replace(/[\p{Cc}`*_[\]<>]+/gu, ' ').trim()
}

function value(text: string): string {
  return /^[\w./~@:-]+$/.test(text) ? text : JSON.stringify(text.replace(/[\p{Cc}`]/gu, ''))
}

function unquote(said: string): string {
  return said.startsWith('"') ? said.slice(1, -1).replace(/\\(.)/g, '$1') : said
}
