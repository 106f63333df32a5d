import { dirname, join } from 'node:path'
import { AppFailure, type NotesScope } from '../../../core/contract'
import { readOutline, resolveNote, stemFor } from '../../../core/notes'
import { writeFileAtomic } from '../../storage'
import { readImage } from '../images'
import type { Library } from '../library'
import { type Section, writeDocument } from './document'
import { findPages } from './pdf-pages'

export interface Exporting {
  folder: string
  library: Library
  paths: readonly string[]
  scope: NotesScope
  as: 'html' | 'pdf' | 'zip'
  /** Makes a PDF of a page that needs nothing beside it. */
  print: (html: string, title: string) => Promise<Buffer>
  /** Asks where to; null where the student gave it up. */
  chooseTarget: (suggested: string, extension: string) => Promise<string | null>
}

interface Note {
  path: string
  title: string
  text: string
}

/** Writes notes into one file of the student's choice. */
export async function exportNotes(exporting: Exporting): Promise<{ file: string } | null> {
  const { library, paths, scope, as, chooseTarget } = exporting
  if (paths.length === 0) throw new AppFailure({ kind: 'notes.gone', path: 'What was to be exported' })
  const notes: Note[] = []
  for (const path of [...paths].sort(naturalOrder)) {
    const { text } = await library.open(path)
    notes.push({ path, text, title: readOutline(path, text).title })
  }
  const title = scope.kind === 'unit' ? scope.unit : scope.kind === 'everything' ? 'Lab Companion notes' : (notes[0]?.title ?? 'Note')
  const target = await chooseTarget(`${stemFor(title)}.${as}`, as)
  if (target === null) return null
  const data = as === 'zip' ? await writeZip(notes, exporting) : await writePages(notes, title, exporting)
  try {
    await writeFileAtomic(target, data, { mode: 0o666 })
  } catch (error) {
    throw new AppFailure({ kind: 'local.file', path: target, reason: (error as Error).message })
  }
  return { file: target }
}

async function writePages(notes: readonly Note[], title: string, { folder, as, print }: Exporting): Promise<string | Buffer> {
  // The Markdown reader is half as large as the rest of main together.
  const { writeNoteHtml } = await import('./html')
  const sections: Section[] = []
  for (const [index, note] of notes.entries()) {
    const images = await readImages(note, folder)
    sections.push(
      await writeNoteHtml(
        { anchor: `n${index + 1}`, markdown: note.text },
        {
          image: (link) => images.get(link)?.address ?? null,
          note: (wanted) => {
            const found = resolveNote(notes, wanted)
            return found === undefined ? null : `n${notes.indexOf(found) + 1}-1`
          },
        },
      ),
    )
  }
  const html = writeDocument(title, sections)
  if (as === 'html') return html
  // The first print tells where headings come to lie; numbers in the contents do not move them.
  const places = findPages(await print(html, title))
  return print(writeDocument(title, sections, places), title)
}

async function readImages({ path, text }: Note, folder: string): Promise<Map<string, { address: string; file: string; data: Uint8Array }>> {
  const images = new Map<string, { address: string; file: string; data: Uint8Array }>()
  for (const [, link] of text.matchAll(/!\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s[^)]*)?\)/g)) {
    if (link === undefined || images.has(link)) continue
    // One that is gone is told by its words where it stood.
    const image = await readImage(folder, path, link).catch(() => null)
    if (image) images.set(link, { address: `data:${image.type};base64,${Buffer.from(image.data).toString('base64')}`, file: image.file, data: image.data })
  }
  return images
}

/** The files as they are, in their folders, with the images that they show. */
async function writeZip(notes: readonly Note[], { folder }: Exporting): Promise<Buffer> {
  const { zip } = await import('fflate')
  const files: Record<string, Uint8Array> = {}
  for (const note of notes) {
    files[note.path] = Buffer.from(note.text)
    for (const { file, data } of (await readImages(note, folder)).values()) files[file.slice(join(folder, '.').length + 1).split('\\').join('/')] = data
  }
  return new Promise((resolve, reject) => zip(files, (error, data) => (error ? reject(error) : resolve(Buffer.from(data)))))
}

/** `Step 2` before `Step 10`; what lies in a folder after what lies beside it. */
function naturalOrder(a: string, b: string): number {
  return dirname(a).localeCompare(dirname(b), 'en', { numeric: true }) || a.localeCompare(b, 'en', { numeric: true })
}
