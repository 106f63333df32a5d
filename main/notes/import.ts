import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import type { ImportReport } from '../../core/contract'
import { importMarkdown, importText, type JoplinItem, readJoplinItem, readOutline, stemFor, stemOf, writeJoplinNote } from '../../core/notes'
import { IMAGES } from './images'
import type { Library } from './library'

/** A folder that was chosen by mistake, such as the home folder, is not swallowed. */
const MOST_FILES = 20_000

const LARGEST_TEXT_BYTES = 20_000_000

/** A file to take in, and where it lay below what was chosen. */
interface Source {
  file: string
  place: string
}

/**
 * Takes in text files, Markdown files and folders of them, Obsidian's vaults and Joplin's exports among them. Copies; what was chosen stays as it is,
 * and what is in the library already is never written over.
 */
export async function takeIn(chosen: readonly string[], { folder, library }: { folder: string; library: Library }): Promise<ImportReport> {
  const report: ImportReport = { notes: [], images: 0, refused: [] }
  const sources = (await Promise.all(chosen.map(listSources))).flat().slice(0, MOST_FILES)
  const texts = sources.filter(({ file }) => /\.(?:md|markdown|txt|text|log|asc)$/i.test(file))
  const images = sources.filter(({ file }) => /\.(?:png|jpe?g|gif|webp)$/i.test(file))
  const read = await readTexts(texts, report)
  const items = read.flatMap(({ item }) => item ?? [])
  const links = new Map(images.map(({ file, place }) => [basename(file), place]))
  for (const image of images) await copyImage(image, { folder, items, report })
  for (const { source, text, item } of read) {
    if (item !== null && item.type !== 1) continue
    try {
      const markdown = item ? writeJoplin(item, items) : asMarkdown(source, text, links)
      const where = item ? notebookOf(item, items) : dirname(source.place).replace(/^\.$/, '')
      const title = item ? item.title : /\.md$/i.test(source.file) ? stemOf(basename(source.file)) : readOutline(source.file, markdown).title
      report.notes.push((await library.create({ title, text: markdown, folder: cleanFolder(where) })).path)
    } catch (error) {
      report.refused.push({ file: source.file, reason: (error as Error).message })
    }
  }
  return report
}

/** Below a chosen folder everything, under the folder's name; hidden files, `.obsidian` among them, are settings. */
async function listSources(chosen: string): Promise<Source[]> {
  const about = await stat(chosen)
  if (!about.isDirectory()) return [{ file: chosen, place: basename(chosen) }]
  const found: Source[] = []
  const folders = [chosen]
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const file = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(file)
      else if (entry.isFile()) found.push({ file, place: join(basename(chosen), relative(chosen, file)).split(sep).join('/') })
      if (found.length >= MOST_FILES) return found
    }
  }
  return found
}

async function readTexts(sources: readonly Source[], report: ImportReport): Promise<{ source: Source; text: string; item: JoplinItem | null }[]> {
  const read = []
  for (const source of sources) {
    try {
      if ((await stat(source.file)).size > LARGEST_TEXT_BYTES) throw new Error('larger than 20 MB')
      const text = decode(await readFile(source.file))
      read.push({ source, text, item: readJoplinItem(text) })
    } catch (error) {
      report.refused.push({ file: source.file, reason: (error as Error).message })
    }
  }
  return read
}

/** UTF-8, or else the 8-bit text of an old editor, in which every byte is a character. */
function decode(bytes: Buffer): string {
  if (bytes.subarray(0, 8_000).includes(0)) throw new Error('not a text')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function asMarkdown({ file, place }: Source, text: string, images: ReadonlyMap<string, string>): string {
  const markdown = /\.(?:md|markdown)$/i.test(file) ? text : importText(basename(file), text)
  const up = place.split('/').length - 1
  // An image keeps its place, so a link that told the way still does; Obsidian's tell only the name.
  return importMarkdown(markdown, new Map([...images].map(([name, where]) => [name, `${'../'.repeat(up)}${cleanFolder(dirname(where))}/${name}`])))
}

function writeJoplin(item: JoplinItem, items: readonly JoplinItem[]): string {
  const tags = items
    .filter(({ type, fields }) => type === 6 && fields.get('note_id') === item.id)
    .flatMap(({ fields }) => items.find(({ type, id }) => type === 5 && id === fields.get('tag_id'))?.title ?? [])
  const up = '../'.repeat(notebookOf(item, items).split('/').filter(Boolean).length)
  const links = new Map<string, string>()
  for (const { id, type, title, fields } of items) {
    if (type === 4) links.set(id, `${up}${IMAGES}/${id}.${fields.get('file_extension') ?? extname(title).slice(1)}`)
    if (type === 1) links.set(id, `${stemFor(title)}.md`)
  }
  return writeJoplinNote(item, tags, links)
}

/** The notebooks around a note, outermost first. */
function notebookOf({ fields }: JoplinItem, items: readonly JoplinItem[]): string {
  const names: string[] = []
  let parent = fields.get('parent_id')
  // A notebook that is its own grandparent is a broken export.
  while (parent && names.length < 20) {
    const notebook = items.find(({ type, id }) => type === 2 && id === parent)
    if (!notebook) break
    names.unshift(notebook.title)
    parent = notebook.fields.get('parent_id')
  }
  return names.join('/')
}

function cleanFolder(folder: string): string {
  return folder.split('/').filter((part) => part !== '' && part !== '.').map(stemFor).join('/')
}

/** Joplin keeps files under their number; others keep their place. */
async function copyImage({ file, place }: Source, { folder, items, report }: { folder: string; items: readonly JoplinItem[]; report: ImportReport }): Promise<void> {
  const isJoplins = items.some(({ type, id }) => type === 4 && basename(file).startsWith(id))
  const where = isJoplins ? IMAGES : cleanFolder(dirname(place))
  const target = join(folder, where, basename(file))
  try {
    await mkdir(dirname(target), { recursive: true })
    await copyFile(file, target, constants.COPYFILE_EXCL)
    report.images += 1
  } catch (error) {
    report.refused.push({ file, reason: (error as Error).message })
  }
}
