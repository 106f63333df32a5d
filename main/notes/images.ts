import { createHash } from 'node:crypto'
import { access, readFile, stat } from 'node:fs/promises'
import { dirname, extname, join, normalize, relative, sep } from 'node:path'
import { AppFailure, MAX_IMAGE_BYTES } from '../../core/contract'
import { stemFor } from '../../core/notes'
import { writeFileAtomic } from '../storage'
import { noteFile } from './files'

/** The folder beside a note that has its images. */
export const IMAGES = 'images'

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

/** Keeps an image beside its note, once: the same picture pasted again is the same file. Answers what the note links to. */
export async function keepImage(folder: string, note: string, { name, type, data }: { name: string; type: string; data: Uint8Array }): Promise<string> {
  const extension = Object.entries(TYPES).find(([, each]) => each === type)?.[0] ?? '.png'
  const sum = createHash('sha256').update(data).digest('hex').slice(0, 8)
  const file = `${stemFor(name.replace(/\.[a-z]{3,4}$/i, '')).replaceAll(/[\s()]+/g, '-')}-${sum}${extension}`
  const path = join(dirname(noteFile(folder, note)), IMAGES, file)
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (!isThere) await writeFileAtomic(path, data, { mode: 0o666 })
  return `${IMAGES}/${file}`
}

/** Reads what a note links to as an image. Links are text of whoever wrote the note: they lead nowhere but into the folder of notes. */
export async function readImage(folder: string, note: string, link: string): Promise<{ type: string; data: Uint8Array; file: string }> {
  const file = imageFile(folder, note, link)
  const type = file === null ? undefined : TYPES[extname(file).toLowerCase()]
  if (file === null || type === undefined) throw new AppFailure({ kind: 'local.file', path: link, reason: 'it is no image of the notes folder' })
  try {
    if ((await stat(file)).size > MAX_IMAGE_BYTES) throw new Error('it is larger than 25 MB')
    return { type, data: await readFile(file), file }
  } catch (error) {
    throw new AppFailure({ kind: 'local.file', path: file, reason: (error as Error).message })
  }
}

function imageFile(folder: string, note: string, link: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:|^\/|\\|\0/i.test(link)) return null
  const file = normalize(join(folder, dirname(note), decode(link)))
  const inside = relative(folder, file)
  return inside === '' || inside.startsWith('..') || inside.split(sep).some((part) => part.startsWith('.')) ? null : file
}

function decode(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch {
    return link
  }
}
