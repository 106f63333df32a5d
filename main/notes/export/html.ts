import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isTangled, markdownOf, piecesOf } from '../../../core/markdown'
import { frontMatterEnd, readCommand, readLinkTarget } from '../../../core/notes'
import { escapeHtml } from './escape-html'

type Root = ReturnType<typeof fromMarkdown>
type Node = Root['children'][number]

export interface Page {
  /** Of the whole document, for links between notes. */
  anchor: string
  markdown: string
}

export interface HtmlHeading {
  anchor: string
  level: number
  text: string
}

export interface HtmlContext {
  /** The image's data as an address, or null where there is none. */
  image: (link: string) => string | null
  /** The anchor of the note that a `[[link]]` names, or null where it is not in this document. */
  note: (title: string) => string | null
}

/** A note as HTML, read in pieces with rests between. Everything that it says is text: tags of its own are shown, not obeyed; links lead to the web or inside the document. */
export async function writeNoteHtml({ anchor, markdown }: Page, context: HtmlContext): Promise<{ html: string; headings: HtmlHeading[] }> {
  const text = markdown.slice(frontMatterEnd(markdown))
  if (isTangled(text)) return { html: `<pre>${escapeHtml(text)}</pre>`, headings: [] }
  const headings: HtmlHeading[] = []
  let definitions: ReadonlyMap<string, string> = new Map()
  let html = ''

  const all = (nodes: readonly Node[]): string => nodes.map(one).join('')

  const one = (node: Node): string => {
    switch (node.type) {
      case 'heading': {
        const heading = { anchor: `${anchor}-${headings.length + 1}`, level: node.depth, text: plainOf(node) }
        headings.push(heading)
        return `<h${node.depth} id="${heading.anchor}">${all(node.children)}</h${node.depth}>\n`
      }
      case 'paragraph':
        return `<p>${all(node.children)}</p>\n`
      case 'text':
        return writeWikiLinks(node.value, context)
      case 'html':
        return escapeHtml(node.value)
      case 'emphasis':
        return `<em>${all(node.children)}</em>`
      case 'strong':
        return `<strong>${all(node.children)}</strong>`
      case 'delete':
        return `<del>${all(node.children)}</del>`
      case 'inlineCode':
        return `<code>${escapeHtml(node.value)}</code>`
      case 'break':
        return '<br>'
      case 'thematicBreak':
        return '<hr>\n'
      case 'blockquote':
        return `<blockquote>\n${all(node.children)}</blockquote>\n`
      case 'list': {
        const tag = node.ordered === true ? 'ol' : 'ul'
        return `<${tag}${node.ordered === true && node.start !== 1 ? ` start="${Number(node.start)}"` : ''}>\n${all(node.children)}</${tag}>\n`
      }
      case 'listItem': {
        const box = node.checked === true || node.checked === false ? `<input type="checkbox" disabled${node.checked ? ' checked' : ''}> ` : ''
        const [first, ...rest] = node.children
        const begins = first?.type === 'paragraph' && node.spread !== true ? all(first.children) : first === undefined ? '' : one(first)
        return `<li>${box}${begins}${all(rest)}</li>\n`
      }
      case 'code':
        return writeCode([node.lang, node.meta].filter(Boolean).join(' '), node.value)
      case 'link':
        return writeLink(node.url, all(node.children))
      case 'linkReference':
        return writeLink(definitions.get(node.identifier) ?? '', all(node.children))
      case 'image':
        return writeImage(node.url, node.alt ?? '', context)
      case 'imageReference':
        return writeImage(definitions.get(node.identifier) ?? '', node.alt ?? '', context)
      case 'table': {
        const [head, ...rows] = node.children.map((row, number) => `<tr>${row.children.map((cell) => `<${number === 0 ? 'th' : 'td'}>${all(cell.children)}</${number === 0 ? 'th' : 'td'}>`).join('')}</tr>\n`)
        return `<table>\n<thead>${head ?? ''}</thead>\n<tbody>${rows.join('')}</tbody>\n</table>\n`
      }
      case 'footnoteReference':
        return `<sup>${escapeHtml(node.label ?? node.identifier)}</sup>`
      case 'footnoteDefinition':
        return `<div class="footnote"><sup>${escapeHtml(node.label ?? node.identifier)}</sup> ${all(node.children)}</div>\n`
      default:
        return ''
    }
  }

  for (const piece of piecesOf(text)) {
    if (piece.code !== null) {
      html += writeCode(piece.code.info, piece.code.text)
      continue
    }
    // One that was cut out of a long line begins in another way than the line.
    if (isTangled(piece.text)) {
      html += `<pre>${escapeHtml(piece.text)}</pre>`
      continue
    }
    const { markdown: whole, length } = markdownOf(piece)
    const { children } = fromMarkdown(whole, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
    definitions = new Map(children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node.url] as const] : [])))
    html += all(children.filter(({ position }) => (position?.start.offset ?? 0) < length))
    await nextTurn()
  }
  return { html, headings }
}

function writeCode(info: string, text: string): string {
  const command = readCommand(info, text)
  if (command === null) return `<pre><code>${escapeHtml(text)}</code></pre>\n`
  const facts = [
    command.user,
    command.exit === null ? null : `exit ${command.exit}`,
    `${(command.durationMs / 1000).toFixed(1)} s`,
    new Date(command.at).toLocaleString('sv'),
    command.cwd,
  ]
  const output = command.output === '' ? '' : `<pre class="output">${escapeHtml(command.output)}</pre>`
  const outcome = command.exit === null || command.exit === 0 ? 'done' : 'failed'
  return `<figure class="command ${outcome}"><pre><code>${escapeHtml(command.command)}</code></pre>${output}<figcaption>${escapeHtml(facts.filter(Boolean).join(' · '))}</figcaption></figure>\n`
}

function writeLink(url: string, words: string): string {
  return /^(?:https?:|mailto:|#)/i.test(url) ? `<a href="${escapeHtml(url)}" rel="noreferrer">${words}</a>` : `<span class="link">${words}</span>`
}

function writeImage(link: string, alt: string, { image }: HtmlContext): string {
  const source = image(link)
  if (source === null) return `<span class="link">${escapeHtml(alt === '' ? link : alt)}</span>`
  return `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}">`
}

function writeWikiLinks(text: string, { note }: HtmlContext): string {
  let html = ''
  let done = 0
  for (const match of text.matchAll(/\[\[([^\][|\n]+)(?:\|([^\][\n]*))?\]\]/g)) {
    const target = readLinkTarget(match[1] ?? '')
    const words = escapeHtml(match[2] ?? match[1] ?? '')
    const anchor = target.kind === 'note' ? note(target.title) : null
    html += `${escapeLines(text.slice(done, match.index))}${anchor === null ? `<span class="link">${words}</span>` : `<a href="#${anchor}">${words}</a>`}`
    done = match.index + match[0].length
  }
  return html + escapeLines(text.slice(done))
}

/** A line of a note is a line, as it is in the editor and for most who write. */
function escapeLines(text: string): string {
  return escapeHtml(text).replace(/\n/g, '<br>\n')
}

function plainOf(node: Node): string {
  if ('value' in node) return node.value
  return 'children' in node ? (node.children as Node[]).map(plainOf).join('') : ''
}
