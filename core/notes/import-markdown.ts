import { frontMatterEnd, writeFrontMatter } from './front-matter'

/** What Joplin writes below a note of its raw export, a line each: the id among them, the type at the end. */
const JOPLIN_FIELD = /^[a-z_]+:/
const JOPLIN_ID = /^id: [0-9a-f]{32}$/
const JOPLIN_TYPE = /^type_: (\d+)$/

export interface JoplinItem {
  id: string
  /** 1 is a note, 2 a notebook, 4 a file, 5 a tag, 6 says which note has which tag (Joplin, "Item types"). */
  type: number
  fields: ReadonlyMap<string, string>
  title: string
  body: string
}

/** Reads one file of a raw Joplin export; null where it is something else. */
export function readJoplinItem(text: string): JoplinItem | null {
  // A notebook has no text: its fields follow the title at once, or stand alone.
  const whole = `\n\n${text.replace(/\r\n/g, '\n').trimEnd()}`
  const start = whole.lastIndexOf('\n\n')
  const lines = whole.slice(start + 2).split('\n')
  const type = JOPLIN_TYPE.exec(lines.at(-1) ?? '')?.[1]
  if (type === undefined || !lines.every((line) => JOPLIN_FIELD.test(line)) || !lines.some((line) => JOPLIN_ID.test(line))) return null
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  const content = whole.slice(2, start).trimStart()
  const end = content.indexOf('\n')
  const title = (end === -1 ? content : content.slice(0, end)).trim()
  return { id: fields.get('id') ?? '', type: Number(type), fields, title, body: end === -1 ? '' : content.slice(end).replace(/^\n+/, '') }
}

/** A Joplin note as Markdown: its title as heading, its tags in front, its links to files and notes as `links` knows them. */
export function writeJoplinNote({ title, body }: JoplinItem, tags: string[], links: ReadonlyMap<string, string>): string {
  const linked = body.replace(/\]\(:\/([0-9a-f]{32})([^)]*)\)/g, (whole, id: string, rest: string) => {
    const target = links.get(id)
    return target === undefined ? whole : `](${encodeLink(target)}${rest})`
  })
  const headed = /^#\s/.test(linked) ? linked : `# ${title}\n\n${linked}`
  return tags.length === 0 ? headed : writeFrontMatter(headed, { tags })
}

/** Markdown of another program, with Obsidian's `![[image.png]]` as ordinary images where `images` knows the file. */
export function importMarkdown(text: string, images: ReadonlyMap<string, string>): string {
  const clean = text.replace(/^\uFEFF/, '')
  const start = frontMatterEnd(clean)
  const body = clean.slice(start).replace(/!\[\[([^\][|\n]+?)(?:\|([^\][\n]*))?\]\]/g, (whole, file: string, words: string | undefined) => {
    const link = images.get(file.slice(file.lastIndexOf('/') + 1))
    return link === undefined ? whole : `![${words !== undefined && !/^\d+(?:x\d+)?$/.test(words) ? words : ''}](${encodeLink(link)})`
  })
  return clean.slice(0, start) + body
}

function encodeLink(link: string): string {
  return link.split('/').map(encodeURIComponent).join('/')
}
