import { block } from './captured'
import { stemOf } from './outline'

type Line =
  | { kind: 'blank' }
  /** `weight` 2: a part of the whole; 1: within a part. */
  | { kind: 'divider'; weight: 1 | 2 }
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'prompt'; indent: number; prompt: string; command: string }
  | { kind: 'command'; indent: number; command: string }
  | { kind: 'item'; indent: number; text: string }
  | { kind: 'text'; indent: number; text: string }

/** Of what is numbered or announced inside a part; one less where the part has no heading of its own. */
const INNER_LEVEL = 4

/** A heading longer than this is a sentence. */
const LONGEST_HEADING = 80

/** A line longer than this is prose or a log. What looks for its end tries again at each of its blanks. */
const LONGEST_READ = 2_000

/** What comes after `oc`, `kubectl` or `virtctl` in a command, and not in a sentence about them. */
const VERBS =
  'adm|annotate|api-resources|api-versions|apply|attach|auth|autoscale|cluster-info|completion|config|console|cordon|cp|create|debug|delete|describe|diff|drain|edit|events|exec|explain|expose|extract|get|guestfs|image|import-image|label|login|logout|logs|migrate|migrate-cancel|new-app|new-project|observe|patch|pause|policy|port-forward|process|project|projects|proxy|replace|restart|rollback|rollout|rsh|rsync|run|scale|scp|secrets|set|ssh|start|start-build|status|stop|tag|taint|top|uncordon|unpause|version|vnc|wait|whoami|addvolume|removevolume|image-upload|fslist|userlist|guestosinfo'

const COMMAND = new RegExp(`^(?:(?:oc|kubectl|virtctl)\\s+(?:-\\S+\\s+)*(?:${VERBS})\\b|(?:sudo|ssh|scp|podman|systemctl|virsh|dnf|yum|curl|wget|lab|cat|ls|cd|mkdir|vim?|export|watch)\\s+[-\\w./~$@"']+)(?!.*[.:!?]$)`)

const PROMPT = /^((?:\[?[\w.-]+@[\w.-]+[^\]$#]*\]?)?[$#]|\$)\s+(\S.*)$/

/**
 * Makes Markdown of notes that were written as plain text: dividers and the lines under them become headings, commands become code blocks, lists
 * stay lists. Every line that says something is kept, in order; what is left out are marks, of which the structure is made.
 */
export function importText(fileName: string, source: string): string {
  const lines = readLines(source)
  const written = writeLines(lines)
  const title = titleFrom(fileName)
  return `# ${title}\n\n${written}`.replace(/\n{3,}/g, '\n\n').trimEnd().concat('\n')
}

function titleFrom(fileName: string): string {
  const words = stemOf(fileName.replace(/\.(?:txt|text|log|asc)$/i, '')).replace(/[-_]+/g, ' ').trim()
  return words === '' ? 'Imported notes' : `${words[0]?.toUpperCase()}${words.slice(1)}`
}

function readLines(source: string): Line[] {
  const raw = source.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const lines: Line[] = []
  let before: Line | undefined
  for (const [index, each] of raw.entries()) {
    const text = each.replace(/\t/g, '    ').trimEnd()
    const isAfterGap = lines.length === 0 || lines.at(-1)?.kind === 'blank' || lines.at(-1)?.kind === 'divider'
    const line = readLine(text, { before, isAfterGap, next: (raw[index + 1] ?? '').trim() })
    lines.push(line)
    if (line.kind !== 'blank') before = line
  }
  return lines
}

interface Around {
  /** The last line that is not blank. */
  before: Line | undefined
  isAfterGap: boolean
  next: string
}

function readLine(line: string, around: Around): Line {
  const text = line.trim()
  const indent = line.length - line.trimStart().length
  if (text === '') return { kind: 'blank' }
  if (text.length > LONGEST_READ) return { kind: 'text', indent, text }
  if (/^[#=*_~+-]{4,}$/.test(text)) return { kind: 'divider', weight: text.startsWith('#') ? 2 : 1 }
  const prompt = PROMPT.exec(text)
  if (prompt?.[1] !== undefined && prompt[2] !== undefined && (prompt[1] !== '#' || COMMAND.test(prompt[2]))) return { kind: 'prompt', indent, prompt: prompt[1], command: prompt[2] }
  const heading = indent === 0 ? readTitle(text, around) : null
  if (heading) return heading
  const item = /^(?:[-*+•]|\d+[.)])\s+(.*)$/.exec(text)
  const content = item?.[1] ?? text
  if (isCommand(content)) return { kind: 'command', indent, command: content }
  if (item) return { kind: 'item', indent, text: /^[•]/.test(text) ? `- ${content}` : text }
  return { kind: 'text', indent, text }
}

function readTitle(text: string, { before, isAfterGap, next }: Around): Line | null {
  const marked = /^(#{1,5})\s*([^#\s].*)$/.exec(text)
  if (marked) return { kind: 'heading', level: Math.min(6, (marked[1]?.length ?? 1) + 1), text: titleText(marked[2] ?? '') }
  const isShort = text.length <= LONGEST_HEADING && !/^[-*+•"]/.test(text)
  if (!isShort || !isAfterGap || /^https?:/.test(text) || isCommand(text)) return null
  if (before?.kind === 'divider' && !text.endsWith('.')) return { kind: 'heading', level: before.weight === 2 ? 2 : 3, text: titleText(text) }
  if (/^(?:unit|chapter|part|module|lab|exercise)[- ]?\d+\b/i.test(text)) return { kind: 'heading', level: 2, text: titleText(text) }
  if (/^(?:solution|step|task|option|example)[- ]?\d+\b/i.test(text)) return { kind: 'heading', level: INNER_LEVEL, text: titleText(text) }
  const isNumbered = /^\d{1,2}[-.)]\s*[A-Za-z]/.test(text) && !/^\d{1,2}[-.)]\s*[A-Za-z]/.test(next)
  if (isNumbered || /:-?$/.test(text)) return { kind: 'heading', level: INNER_LEVEL, text: titleText(text) }
  return null
}

function titleText(text: string): string {
  return escapeText(text.replace(/\s*:-?$/, '').replace(/\s+#+$/, ''))
}

function isCommand(text: string): boolean {
  return text.split(/\s*(?:;|&&|\|)\s*/).filter(Boolean).every((part, index) => COMMAND.test(part) || (index > 0 && /^[\w./-]+(?:\s|$)/.test(part) && COMMAND.test(text)))
}

function writeLines(lines: readonly Line[]): string {
  const out: string[] = []
  /** How far what belongs to the list item above is indented; null outside of a list. */
  let list: number | null = null
  /** The level that a heading within a part has here. */
  let below = 3
  let at = 0
  while (at < lines.length) {
    const line = lines[at]
    at += 1
    if (line === undefined) break
    const inList: number | null = list
    const pad: string = inList !== null && 'indent' in line && line.indent >= inList ? ' '.repeat(inList) : ''
    if (pad === '' && line.kind !== 'blank') list = null
    switch (line.kind) {
      case 'blank':
        out.push('')
        break
      case 'divider':
        if (!dividesText(lines, at)) break
        out.push('', '---', '')
        below = 3
        break
      case 'heading': {
        const level = line.level === INNER_LEVEL ? below : line.level
        if (line.level !== INNER_LEVEL) below = Math.min(INNER_LEVEL, line.level + 1)
        out.push('', `${'#'.repeat(level)} ${line.text}`, '')
        break
      }
      case 'item': {
        if (out.at(-1)?.trim() !== '' && inList === null) out.push('')
        out.push(`${pad}${escapeText(line.text)}`)
        list = pad.length + (/^(?:[-*+]|\d+[.)])\s+/.exec(line.text)?.[0].length ?? 2)
        break
      }
      case 'prompt':
      case 'command': {
        const end = endOfCommand(lines, at, line.kind)
        out.push('', indentBlock(writeCommands(lines.slice(at - 1, end)), pad), '')
        at = end
        break
      }
      case 'text':
        // Directly below, Markdown would take it for the item's.
        if (inList !== null && pad === '') out.push('')
        out.push(`${pad}${escapeText(line.text)}`)
    }
  }
  return out.join('\n')
}

/** A rule where a divider parts two stretches of text; where a heading follows, that parts them already. */
function dividesText(lines: readonly Line[], from: number): boolean {
  const next = lines[findFrom(lines, from, ({ kind }) => kind !== 'blank')]
  return next !== undefined && next.kind !== 'heading' && next.kind !== 'divider'
}

/** Commands go on to the next line that is none; what was typed at a prompt has its output below, up to a gap. */
function endOfCommand(lines: readonly Line[], from: number, kind: 'prompt' | 'command'): number {
  const goesOn = kind === 'prompt' ? ['prompt', 'command', 'text', 'item'] : ['command']
  return findFrom(lines, from, (line) => !goesOn.includes(line.kind))
}

/** The index of the first such line from there on; behind the last where there is none. A text may have a hundred thousand: no line is looked at again and again. */
function findFrom(lines: readonly Line[], from: number, isSought: (line: Line) => boolean): number {
  let at = from
  for (let line = lines[at]; line !== undefined && !isSought(line); line = lines[at]) at += 1
  return at
}

function writeCommands(lines: readonly Line[]): string {
  const hasOutput = lines.some(({ kind }) => kind !== 'prompt' && kind !== 'command')
  const isConsole = lines[0]?.kind === 'prompt' && (hasOutput || lines.some((line) => line.kind === 'prompt' && line.prompt !== '$'))
  const written = lines.map((line) => {
    if (line.kind === 'prompt') return isConsole ? `${line.prompt} ${line.command}` : line.command
    return line.kind === 'command' ? line.command : 'text' in line ? line.text : ''
  })
  return block(isConsole ? 'console' : 'shell', written.join('\n')).trimEnd()
}

function indentBlock(text: string, pad: string): string {
  return pad === '' ? text : text.replace(/^(?=.)/gm, pad)
}

/** Placeholders in angle brackets would be taken for HTML and not be shown. */
function escapeText(text: string): string {
  return text.replace(/<(?=[A-Za-z/!?])/g, '\\<')
}
