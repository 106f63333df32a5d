import type { Lose } from './imported'

interface Surroundings {
  file: string
  attributes: Readonly<Record<string, string>>
  /** The text of an included file; null where there is none. */
  include: (target: string) => string | null
  lose: Lose
}

// Includes of includes end somewhere.
const MAX_DEPTH = 5

const ADMONITION = /^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(.*)$/

/**
 * The part of AsciiDoc that lab guides use, as Markdown: headings, lists, listings, tables, admonitions, links, pictures, attributes. Listings with
 * `role=execute` become fences named `asciidoc:execute`, so that the reader of the page can make commands of them; output that must not run,
 * `asciidoc:output`. Everything else that it meets is named in the losses and kept as text.
 */
export function asciidocToMarkdown(text: string, around: Surroundings): { markdown: string; attributes: Record<string, string> } {
  const attributes: Record<string, string> = { ...around.attributes }
  const out: string[] = []
  const lines = expand(text, around, 0)
  let style: string | null = null
  let title: string | null = null
  let at = 0
  const place = (): string => `line ${at + 1}`
  const inline = (words: string): string => inlineToMarkdown(words, attributes, place(), around.lose)

  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const attribute = /^:([\w-]+):\s*(.*)$/.exec(line)
    const delimiter = /^(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|--)\s*$/.exec(line)?.[0].trim()
    if (attribute) attributes[attribute[1] ?? ''] = attribute[2] ?? ''
    else if (/^\/\//.test(line) && !/^\/{4}/.test(line)) continue
    else if (/^\[[^\]]*\]\s*$/.test(line)) style = line.trim().slice(1, -1)
    else if (/^\.[^\s.]/.test(line)) title = line.slice(1)
    else if (/^(?:ifdef|ifndef|ifeval|endif)::/.test(line)) around.lose(place(), `a condition: ${line}`, 'what it encloses is always shown')
    else if (line === '|===') at = table(at)
    else if (delimiter !== undefined) at = block(delimiter, at)
    else if (/^=+\s/.test(line)) out.push(heading(line))
    else out.push(paragraph(line))
  }
  return { markdown: out.join('\n').replace(/\n{3,}/g, '\n\n'), attributes }

  function takeTitle(): string {
    const words = title === null ? '' : `**${inline(title.replace(/^\*(.*)\*$/, '$1'))}**\n\n`
    title = null
    return words
  }

  function heading(line: string): string {
    const [, marks = '=', words = ''] = /^(=+)\s+(.*)$/.exec(line) ?? []
    style = null
    return `${'#'.repeat(marks.length)} ${inline(words)}`
  }

  function block(delimiter: string, from: number): number {
    let end = from + 1
    while (end < lines.length && lines[end]?.trim() !== delimiter) end += 1
    const body = lines.slice(from + 1, end)
    const how = style ?? ''
    style = null
    if (/^[-.]{4}/.test(delimiter)) {
      const name = title ?? ''
      const words = takeTitle()
      out.push(`${words}${listing(how, name, body.join('\n'), attributes, place(), around.lose)}`)
    } else if (/^\+{4}/.test(delimiter)) {
      around.lose(place(), 'a passthrough block (HTML)', 'shown as text')
      out.push(takeTitle() + body.join('\n'))
    } else {
      // An example, a sidebar, a quote, an open block: what it encloses is ordinary text.
      const kind = /^(NOTE|TIP|IMPORTANT|WARNING|CAUTION)/.exec(how)?.[1]
      if (/collapsible/.test(how)) around.lose(place(), 'a block that folds', 'its words, unfolded')
      const inner = asciidocToMarkdown(body.join('\n'), { ...around, attributes }).markdown.trim()
      const words = takeTitle() + inner
      out.push(kind === undefined && !/^_{4}/.test(delimiter) ? words : quote(kind === undefined ? words : `**${sentence(kind)}:** ${words}`))
    }
    return end
  }

  function table(from: number): number {
    let end = from + 1
    while (end < lines.length && lines[end]?.trim() !== '|===') end += 1
    out.push(takeTitle() + tableToMarkdown(lines.slice(from + 1, end), style ?? '', inline))
    style = null
    return end
  }

  function paragraph(line: string): string {
    if (line.trim() === '') return ''
    if (line.trim() === '+') return ''
    const [, kind, words] = ADMONITION.exec(line) ?? []
    const before = takeTitle()
    style = null
    if (kind !== undefined) return `${before}${quote(`**${sentence(kind)}:** ${inline(words ?? '')}`)}`
    const picture = /^(image|video)::([^[]+)\[([^\]]*)\]/.exec(line)
    if (picture?.[1] === 'video') around.lose(place(), `a video: ${picture[2] ?? ''}`, 'left out')
    if (picture) return picture[1] === 'video' ? before : `${before}![${altOf(picture[3] ?? '')}](${(picture[2] ?? '').trim()})`
    const item = /^\s*(\*+|-|\.+)\s+(.*)$/.exec(line)
    if (item) return `${before}${'   '.repeat(Math.max(0, (item[1] ?? '').length - 1))}${(item[1] ?? '').startsWith('.') ? '1.' : '-'} ${inline(item[2] ?? '')}`
    const term = /^(\S.*?)::(?:\s+(.*))?$/.exec(line)
    if (term) return `${before}**${inline(term[1] ?? '')}** ${inline(term[2] ?? '')}`
    return before + inline(line)
  }
}

function expand(text: string, around: Surroundings, depth: number): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const target = /^include::([^[]+)\[[^\]]*\]/.exec(line)?.[1]
    if (target === undefined) return [line]
    const included = depth >= MAX_DEPTH ? null : around.include(target)
    if (included !== null) return expand(included, around, depth + 1)
    around.lose('include', `an included file: ${target}`, 'it was not found')
    return [`*${target}*`]
  })
}

function listing(style: string, title: string, body: string, attributes: Readonly<Record<string, string>>, place: string, lose: Lose): string {
  const filled = /subs=["']?[^\]]*attributes/.test(style) ? fillAttributes(body, attributes, place, lose) : body
  const language = /^source,\s*([\w-]+)/.exec(style)?.[1] ?? ''
  const role = /role="?([\w ,-]+)/.exec(style)?.[1] ?? ''
  const runs = /\bexecute(?:-top|-bottom)?\b/.test(role)
  if (runs && /execute-bottom/.test(role)) lose(place, 'the second terminal that a command is for', 'it goes to the terminal in use')
  const info = /sample output|expected output|^output/i.test(title) ? 'asciidoc:output' : runs ? 'asciidoc:execute' : ''
  return `\`\`\`${[info, language].filter(Boolean).join(' ')}\n${filled}\n\`\`\``
}

/** Attributes that nothing gives a value to are the lab's own: they become variables of the unit. */
function fillAttributes(text: string, attributes: Readonly<Record<string, string>>, place: string, lose: Lose): string {
  return text.replace(/(^|[^$\\])\{([a-z][\w-]*)\}/g, (whole, before: string, name: string) => {
    if (Object.hasOwn(attributes, name)) return before + (attributes[name] ?? '')
    if (name === 'nbsp' || name === 'empty') return `${before} `
    if (!/[_-]|user|password|guid|url|domain/.test(name)) return whole
    lose(place, `the lab’s attribute {${name}}`, `written \${${name.replaceAll('-', '_')}}: give it a value under \`variables\``)
    return `${before}\${${name.replaceAll('-', '_')}}`
  })
}

function inlineToMarkdown(words: string, attributes: Readonly<Record<string, string>>, place: string, lose: Lose): string {
  const filled = fillAttributes(words, attributes, place, lose)
  return filled
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : inlineProse(part, place, lose)))
    .join('')
    .replace(/\s\+$/, '  ')
}

function inlineProse(text: string, place: string, lose: Lose): string {
  return text
    .replace(/\[\[[^\][]*\]\]/g, '')
    .replace(/(?:kbd|btn):\[([^\][]*)\]/g, '**$1**')
    .replace(/menu:([^[\n]{1,200})\[([^\][]*)\]/g, (_whole, menu: string, items: string) => `**${[menu, ...items.split('>').map((item) => item.trim())].filter(Boolean).join(' → ')}**`)
    .replace(/image:([^:[\s][^[\s]{0,500})\[([^\][]*)\]/g, (_whole, url: string, alt: string) => `![${altOf(alt)}](${url})`)
    .replace(/xref:([^[\s]{1,500})\[([^\][]*)\]/g, (_whole, target: string, label: string) => {
      lose(place, `a link to the page ${target}`, 'its words')
      return label === '' ? target : label
    })
    .replace(/<<([^,<>]+)(?:,([^<>]*))?>>/g, (_whole, target: string, label: string | undefined) => label ?? target)
    .replace(/(?:link:)?(https?:\/\/[^\s[\]]{1,2000}|\$\{[\w.]+\}[^\s[\]]{0,2000})\[([^\][]*)\]/g, (_whole, url: string, label: string) => `[${label.replace(/\^$/, '').replace(/,.*$/, '') || url}](${url})`)
    .replace(/(^|[\s(])\*([^*\s](?:[^*]*[^*\s])?)\*(?=[\s).,:;!?]|$)/g, '$1**$2**')
    .replace(/(^|[\s(])_([^_\s](?:[^_]*[^_\s])?)_(?=[\s).,:;!?]|$)/g, '$1*$2*')
    .replace(/pass:[a-z]*\[([^\][]*)\]/g, '$1')
}

function tableToMarkdown(lines: readonly string[], style: string, inline: (words: string) => string): string {
  const rows: string[][] = []
  let row: string[] = []
  const cellsOf = (line: string): string[] => line.split(/(?:^|\s)(?:\d+\+|[<^>.\d+]*[aehlms]?)?\|/).slice(1).map((cell) => inline(cell.trim()))
  const given = Number(/cols="?(\d+)\*/.exec(style)?.[1] ?? 0) || (/cols="([^"]*)"/.exec(style)?.[1]?.split(',').length ?? 0)
  // Where nothing is said, the first line has all of a row's cells.
  const columns = given || cellsOf(lines.find((line) => line.includes('|')) ?? '').length
  for (const line of lines) {
    if (line.trim() === '') continue
    if (!line.includes('|')) {
      // A cell goes on.
      if (row.length > 0) row[row.length - 1] += ` ${inline(line.trim())}`
      continue
    }
    for (const cell of cellsOf(line)) {
      if (row.length === 0 || row.length >= columns) {
        row = []
        rows.push(row)
      }
      row.push(cell)
    }
  }
  const width = Math.max(...rows.map((cells) => cells.length), 1)
  const written = rows.map((cells) => `| ${Array.from({ length: width }, (_, index) => (cells[index] ?? '').replaceAll('|', '\\|')).join(' | ')} |`)
  return [written[0] ?? '| |', `|${'---|'.repeat(width)}`, ...written.slice(1)].join('\n')
}

const altOf = (list: string): string => (list.includes('=') ? (/alt="?([^",\]]*)/.exec(list)?.[1] ?? '') : (list.split(',')[0] ?? '')).replaceAll('"', '')
const sentence = (word: string): string => `${word.charAt(0)}${word.slice(1).toLowerCase()}`
const quote = (text: string): string => text.split('\n').map((line) => `> ${line}`).join('\n')
