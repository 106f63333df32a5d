import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { marksIn, piecesOf } from '../../core/markdown'

type Root = ReturnType<typeof fromMarkdown>
type Nodes = Root | Root['children'][number]

export interface TextFinding {
  line: number
  column: number
  message: string
  refuses: boolean
}

const PICTURE_FILE = /^(?!.*(?:^|\/)\.)[A-Za-z0-9_][A-Za-z0-9_./-]*\.(?:svg|png)$/

/** What is wrong in a Markdown text of a unit, with its place. `names`: what its links may lead to. */
export async function reviewText(text: string, names: { glossary: ReadonlySet<string>; steps: ReadonlySet<string>; pictureExists: (file: string) => boolean }): Promise<TextFinding[]> {
  const { tangledAt } = marksIn(text)
  if (tangledAt !== null) return [tangled(tangledAt)]
  const findings: TextFinding[] = []
  let firstLine = 1
  const report = (node: Nodes, message: string, refuses: boolean): void => {
    findings.push({ line: firstLine - 1 + (node.position?.start.line ?? 1), column: node.position?.start.column ?? 1, message, refuses })
  }
  const walk = (node: Nodes): void => {
    if (node.type === 'html') report(node, 'is HTML, which is shown as text; write Markdown', false)
    if (node.type === 'link' || node.type === 'definition') reviewLink(node.url, (message, refuses) => report(node, message, refuses), names)
    if (node.type === 'image') reviewPicture(node.url, node.alt ?? '', (message) => report(node, message, true), names)
    if ('children' in node) node.children.forEach(walk)
  }
  for (const piece of piecesOf(text)) {
    if (piece.code !== null) continue
    firstLine = piece.line
    // One that was cut out of a long line begins in another way than the line.
    if (marksIn(piece.text).tangledAt !== null) return [tangled(firstLine)]
    walk(fromMarkdown(piece.text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
    await nextTurn()
  }
  return findings
}

const tangled = (line: number): TextFinding => ({ line, column: 1, message: 'has too many marks (* _ [ ` > …) together to be read as Markdown; leave an empty line between paragraphs', refuses: true })

function reviewLink(url: string, report: (message: string, refuses: boolean) => void, names: { glossary: ReadonlySet<string>; steps: ReadonlySet<string> }): void {
  const [scheme, target = ''] = /^([a-z]+):(.*)$/i.exec(url)?.slice(1) ?? []
  if (scheme === 'https') return
  if (scheme === 'glossary') return names.glossary.has(target) ? undefined : report(`links to a word that the glossary does not have: ${target}`, false)
  if (scheme === 'step') return names.steps.has(target) ? undefined : report(`links to a step that the unit does not have: ${target}`, false)
  report(`links to ${url.slice(0, 60)}: only https://, glossary: and step: are allowed`, true)
}

function reviewPicture(url: string, alt: string, report: (message: string) => void, { pictureExists }: { pictureExists: (file: string) => boolean }): void {
  if (alt.trim() === '') report('is a picture without words for who cannot see it: ![what it shows](…)')
  if (/^picture:[A-Za-z0-9-]+$/.test(url)) return
  if (!PICTURE_FILE.test(url)) report(`is a picture from ${url.slice(0, 60)}: only .svg and .png files of the unit’s folder, and picture:NAME, are allowed`)
  else if (!pictureExists(url)) report(`is a picture that the folder does not have: ${url}`)
}

/** Entries of a glossary: `## Term` and what follows. Ids are the terms in small letters with dashes. */
export function readGlossary(text: string): { id: string; term: string; text: string }[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((entry) => {
      const [term = '', ...rest] = entry.split('\n')
      return { id: glossaryId(term), term: term.trim(), text: rest.join('\n').trim() }
    })
}

function glossaryId(term: string): string {
  return term
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
