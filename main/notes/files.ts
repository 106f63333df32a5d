import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure, MAX_NOTE_CHARACTERS } from '../../core/contract'
import { writeFailureReason } from '../storage'

/** Names a text. */
export function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

/** The file of a note. Paths come from the window and from links in notes: none leads out of the folder or to a hidden file. */
export function noteFile(folder: string, path: string): string {
  const parts = path.split('/')
  const isFine = parts.every((part) => part !== '' && !part.startsWith('.') && !/[\p{Cc}\\]/u.test(part)) && /\.md$/i.test(path)
  if (!isFine) throw new AppFailure({ kind: 'input.invalid', call: 'notes', detail: `${path} is not the name of a note` })
  return join(folder, ...parts)
}

export interface FileOnDisk {
  text: string
  modifiedAt: number
  mode: number
  stamp: string
}

/** Null where there is no such file. Other errors are Node's own. */
export async function readNoteFile(file: string): Promise<FileOnDisk | null> {
  try {
    const about = await stat(file, { bigint: true })
    if (about.size > MAX_NOTE_CHARACTERS) throw new AppFailure({ kind: 'local.file', path: file, reason: 'it is larger than 20 MB' })
    return { text: await readFile(file, 'utf8'), modifiedAt: Number(about.mtimeMs), mode: Number(about.mode) & 0o777, stamp: stampOf(about) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Changes whenever somebody writes or replaces the file; null where there is none. */
export async function readStamp(file: string): Promise<string | null> {
  try {
    return stampOf(await stat(file, { bigint: true }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function stampOf({ ino, mtimeNs, size }: { ino: bigint; mtimeNs: bigint; size: bigint }): string {
  return `${ino} ${mtimeNs} ${size}`
}

/** Where a link leads: replacing the link itself would part the note from its file. */
export async function realFile(file: string): Promise<string> {
  return realpath(file).catch(() => file)
}

/** What a file system's error means to whoever wrote the note. */
export function notSaved(path: string, error: unknown): AppFailure {
  if (error instanceof AppFailure) return error
  return new AppFailure({ kind: 'notes.notSaved', path, reason: writeFailureReason(error), detail: (error as Error).message }, { cause: error })
}
