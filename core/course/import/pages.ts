import { adoptMarkdown, fenced, splitFences } from './foreign-markdown'
import { type Imported, isProse, lineOf, type Lose, type SourceFolder, stepId } from './imported'

export type Step = Imported['unit']['sections'][number]['steps'][number]
export type Command = NonNullable<Step['commands']>[number]

/** What a page's block that does something becomes. `text` stands in its place. */
export interface BlockOutcome {
  text: string
  commands?: Command[]
  hint?: string
}

/** A page of another format, already Markdown but for its own blocks. */
export interface Page {
  file: string
  title: string
  markdown: string
}

interface PageWork {
  folder: SourceFolder
  files: Map<string, string>
  copies: Map<string, string>
  lose: (file: string) => Lose
  /** Null for an ordinary block. */
  block: (block: { info: string; body: string; after: string }, file: string, place: string) => BlockOutcome | null
}

// Nobody times other people's pages; reading and typing one heading's worth takes about this.
const MINUTES = 5

/** A page becomes a section, each heading of its second level a step; a page without such headings is one step. */
export function sectionsOf(pages: readonly Page[], work: PageWork): Imported['unit']['sections'] {
  return pages.map((page, index) => ({
    id: stepId(index, 0).replace(/1$/, ''),
    title: lineOf(page.title, `Page ${index + 1}`),
    steps: splitHeadings(page).map((part, at) => stepOf(part, stepId(index, at), page.file, work)),
  }))
}

/** One part of a page as a step, its text written to the unit's files. */
export function stepOf(part: { title: string; markdown: string }, id: string, file: string, work: PageWork): Step {
  const commands: Command[] = []
  const hints: string[] = []
  const place = `“${part.title}”`
  const body = splitFences(part.markdown)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      const outcome = work.block(piece, file, place)
      if (outcome === null) return fenced(piece.info, piece.body) + piece.after
      commands.push(...(outcome.commands ?? []))
      if (outcome.hint !== undefined && isProse(outcome.hint)) hints.push(outcome.hint)
      return outcome.text
    })
    .join('\n')
  const text = adoptMarkdown(body, { file, place, folder: work.folder, copies: work.copies, lose: work.lose(file) }).trim()
  const name = `steps/${id.toLowerCase()}.md`
  if (text !== '') work.files.set(name, `${text}\n`)
  return { id, title: lineOf(part.title, id), minutes: MINUTES, ...(text !== '' && { text: name }), commands: commands.slice(0, MAX_COMMANDS), hints }
}

// The schema's limit for one step.
const MAX_COMMANDS = 40

function splitHeadings({ title, markdown }: Page): { title: string; markdown: string }[] {
  const parts: { title: string; lines: string[] }[] = [{ title, lines: [] }]
  let inFence = false
  for (const line of markdown.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) inFence = !inFence
    const heading = inFence ? undefined : /^##\s+(.+)$/.exec(line)?.[1]
    if (heading === undefined) parts.at(-1)?.lines.push(line)
    else parts.push({ title: heading, lines: [] })
  }
  const joined = parts.map(({ title: name, lines }) => ({ title: name, markdown: lines.join('\n').trim() }))
  // What stands before the first heading is a step only if there is something.
  return joined.length > 1 && joined[0]?.markdown === '' ? joined.slice(1) : joined
}

/** Front matter of Markdown pages, and the text below it. */
export function splitFrontMatter(text: string): { front: string; body: string } {
  const [whole, front] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/.exec(text) ?? []
  return whole === undefined ? { front: '', body: text } : { front: front ?? '', body: text.slice(whole.length) }
}
