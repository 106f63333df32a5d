import { link, mkdir, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppFailure, type BinnedNote, type NoteSaved, type NoteText } from '../../core/contract'
import { candidatePaths, conflictStem, readOutline, stemFor, stemOf } from '../../core/notes'
import { syncFolder, writeFileAtomic } from '../storage'
import type { Bin } from './bin'
import { type FileOnDisk, noteFile, notSaved, readNoteFile, readStamp, realFile, revisionOf } from './files'
import { mergeTexts } from './merge'
import type { Versions } from './versions'

/** What the desktop's own programs give a document; the umask takes from it. */
const NEW_FILE_MODE = 0o666

/** Somebody who writes this often at the very moment of a save is a program that runs wild. */
const MOST_RACES = 5

/** Texts that an editor may still build on. An answer that is on its way while the next save leaves needs two; more costs memory. */
const KNOWN_REVISIONS = 4

export interface Library {
  open(path: string): Promise<NoteText>
  /** Makes a file that was not there; the first free name wins. */
  create(note: { title: string; text: string; folder: string }): Promise<NoteText>
  /** Resolves when the text is on disk. Never writes over what it has not seen. */
  save(save: { path: string; text: string; base: string }): Promise<NoteSaved>
  rename(path: string, to: string): Promise<NoteText>
  remove(path: string): Promise<BinnedNote>
  restore(id: string): Promise<NoteText>
  /** Somebody else has moved a file. */
  follow(from: string, to: string): Promise<void>
  /** Makes a text known, so that it can be the base of a save; answers its revision. */
  learn(path: string, text: string): string
  /** The text of a revision, as long as it is known. */
  textOf(path: string, revision: string): string | null
  /** The revision on disk if it is another than this library last wrote or read. */
  findForeign(path: string): Promise<string | null>
  /** Resolves when nothing is being written. */
  settle(): Promise<void>
}

interface LibraryOptions {
  folder: string
  versions: Versions
  bin: Bin
  now: () => number
}

/** No note has this path. */
const NEW_NOTES = ''

class ChangedMeanwhile extends Error {}

/** The notes of one folder. Plain files are the truth: each is read again before it is written. */
export function createLibrary({ folder, versions, bin, now }: LibraryOptions): Library {
  const texts = new Map<string, Map<string, string>>()
  const moves = new Map<string, string>()
  const queues = new Map<string, Promise<unknown>>()
  /** What saves have tried to write in the place of `base`. Where the disk failed after a text had its place, that text is nobody else's. */
  const attempts = new Map<string, { base: string; revisions: Set<string> }>()

  /** One after the other for each note: a save must not look while another writes. */
  const inTurn = <T>(path: string, work: () => Promise<T>): Promise<T> => {
    const mine = (queues.get(path) ?? Promise.resolve()).then(work, work)
    queues.set(path, mine)
    const forget = (): void => {
      if (queues.get(path) === mine) queues.delete(path)
    }
    mine.then(forget, forget)
    return mine
  }

  /** In the turn of the note's own place, wherever it was moved while this waited: what is written to a place that was left makes a second note. */
  const atPlace = async <T>(asked: string, work: (path: string) => Promise<T>): Promise<T> => {
    for (;;) {
      const path = currentPath(asked)
      const done = await inTurn(path, async () => (currentPath(path) === path ? { value: await work(path) } : null))
      if (done !== null) return done.value
    }
  }

  const remember = (path: string, text: string): string => {
    const revision = revisionOf(text)
    const known = texts.get(path) ?? new Map<string, string>()
    known.delete(revision)
    known.set(revision, text)
    for (const old of [...known.keys()].slice(0, -KNOWN_REVISIONS)) known.delete(old)
    texts.set(path, known)
    return revision
  }

  const currentPath = (path: string): string => {
    let current = path
    for (let next = moves.get(current); next !== undefined; next = moves.get(current)) current = next
    return current
  }

  const noteText = (path: string, text: string, modifiedAt: number): NoteText => ({ path, text, revision: remember(path, text), modifiedAt })

  /** Puts the text in the place of what `seen` says is there, or throws ChangedMeanwhile. */
  const replace = async (file: string, text: string, seen: FileOnDisk | null): Promise<number> => {
    await mkdir(dirname(file), { recursive: true })
    await writeFileAtomic(file, text, {
      mode: seen?.mode ?? NEW_FILE_MODE,
      async beforeReplace() {
        if ((await readStamp(file)) !== (seen?.stamp ?? null)) throw new ChangedMeanwhile()
      },
    })
    return now()
  }

  /** Writes to the first name that nobody has. In a turn of all that is new: two of the same title must not find the same name free. */
  const createAt = (where: string, stem: string, text: string): Promise<{ path: string; modifiedAt: number }> =>
    inTurn(NEW_NOTES, async () => {
      for (const path of candidatePaths(where, stem)) {
        try {
          return { path, modifiedAt: await replace(noteFile(folder, path), text, null) }
        } catch (error) {
          if (!(error instanceof ChangedMeanwhile)) throw error
        }
      }
      throw new Error('there is always a free name')
    })

  const saveNow = async (path: string, text: string, base: string): Promise<NoteSaved> => {
    const file = await realFile(noteFile(folder, path))
    const disk = await readNoteFile(file)
    if (disk === null || disk.text === text || isOwn(path, base, revisionOf(disk.text))) {
      if (disk) await keepQuietly(path, disk.text, 'edited')
      const modifiedAt = disk?.text === text ? disk.modifiedAt : await attempt(path, base, text, () => replace(file, text, disk))
      return { path, revision: remember(path, text), modifiedAt, merged: null, conflict: null }
    }
    await versions.keep(path, disk.text, 'outside')
    const baseText = texts.get(path)?.get(base)
    const merged = baseText === undefined ? { kind: 'conflict' as const } : mergeTexts(baseText, text, disk.text)
    if (merged.kind === 'clean') {
      const modifiedAt = await replace(file, merged.text, disk)
      return { path, revision: remember(path, merged.text), modifiedAt, merged: merged.text, conflict: null }
    }
    // First the other text gets a place of its own, then this one takes the note's.
    const other = await createAt(path.slice(0, Math.max(0, path.lastIndexOf('/'))), conflictStem(stemOf(path), new Date(now())), disk.text)
    const modifiedAt = await attempt(path, base, text, () => replace(file, text, disk))
    return { path, revision: remember(path, text), modifiedAt, merged: null, conflict: other.path }
  }

  const attempt = async (path: string, base: string, text: string, write: () => Promise<number>): Promise<number> => {
    const before = attempts.get(path)
    attempts.set(path, { base, revisions: new Set(before?.base === base ? before.revisions : []).add(revisionOf(text)) })
    const modifiedAt = await write()
    attempts.delete(path)
    return modifiedAt
  }

  const isOwn = (path: string, base: string, revision: string): boolean => {
    const failed = attempts.get(path)
    return revision === base || (failed?.base === base && failed.revisions.has(revision))
  }

  /** A version that cannot be kept must not keep the note itself from being saved. */
  const keepQuietly = (path: string, text: string, why: 'edited'): Promise<void> => versions.keep(path, text, why).catch(() => {})

  const withFailure = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw notSaved(path, error)
    }
  }

  const mustExist = async (path: string): Promise<FileOnDisk> => {
    const disk = await readNoteFile(noteFile(folder, path))
    if (disk === null) throw new AppFailure({ kind: 'notes.gone', path })
    return disk
  }

  const moved = async (from: string, to: string): Promise<void> => {
    moves.delete(to)
    moves.set(from, to)
    const known = texts.get(from)
    texts.delete(from)
    if (known) texts.set(to, known)
    await versions.moved(from, to)
  }

  return {
    open: (asked) =>
      atPlace(asked, async (path) => {
        const disk = await mustExist(path).catch((error: unknown) => {
          throw error instanceof AppFailure ? error : new AppFailure({ kind: 'local.file', path: join(folder, path), reason: (error as Error).message })
        })
        return noteText(path, disk.text, disk.modifiedAt)
      }),
    create: ({ title, text, folder: where }) =>
      withFailure(title, async () => {
        const made = await createAt(where, stemFor(title), text)
        moves.delete(made.path)
        return noteText(made.path, text, made.modifiedAt)
      }),
    save: ({ path: asked, text, base }) =>
      atPlace(asked, (path) =>
        withFailure(path, async () => {
          for (let race = 0; ; race += 1) {
            try {
              return await saveNow(path, text, base)
            } catch (error) {
              if (!(error instanceof ChangedMeanwhile) || race === MOST_RACES) throw error
            }
          }
        }),
      ),
    rename: (asked, to) =>
      atPlace(asked, (path) =>
        withFailure(path, async () => {
          const disk = await mustExist(path)
          const [from, target] = [noteFile(folder, path), noteFile(folder, to)]
          if (from === target) return noteText(path, disk.text, disk.modifiedAt)
          await mkdir(dirname(target), { recursive: true })
          await moveFile(from, target)
          await moved(path, to)
          return noteText(to, disk.text, disk.modifiedAt)
        }),
      ),
    remove: (asked) =>
      atPlace(asked, (path) =>
        withFailure(path, async () => {
          const disk = await mustExist(path)
          const binned = await bin.put({ path, title: readOutline(path, disk.text).title, text: disk.text })
          const file = noteFile(folder, path)
          await unlink(file)
          await syncFolder(dirname(file))
          texts.delete(path)
          return binned
        }),
      ),
    restore: (id) =>
      withFailure(id, async () => {
        const { path, text } = await bin.take(id)
        const made = await createAt(path.slice(0, Math.max(0, path.lastIndexOf('/'))), stemOf(path), text)
        await bin.drop(id)
        moves.delete(made.path)
        return noteText(made.path, text, made.modifiedAt)
      }),
    learn: remember,
    textOf: (path, revision) => texts.get(currentPath(path))?.get(revision) ?? null,
    follow: (from, to) => inTurn(from, () => moved(from, to)),
    findForeign: (path) =>
      inTurn(path, async () => {
        const known = texts.get(path)
        const disk = known === undefined ? null : await readNoteFile(noteFile(folder, path)).catch(() => null)
        if (disk === null) return null
        const revision = revisionOf(disk.text)
        return [...(known?.keys() ?? [])].at(-1) === revision ? null : revision
      }),
    async settle() {
      while (queues.size > 0) await Promise.allSettled(queues.values())
    },
  }
}

/** Never over another note: a hard link fails where the name is taken. File systems without links (FAT, some network folders) get a rename. */
async function moveFile(from: string, to: string): Promise<void> {
  if (from.toLowerCase() === to.toLowerCase()) return rename(from, to)
  try {
    await link(from, to)
    await unlink(from)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new AppFailure({ kind: 'local.file', path: to, reason: 'another note has that name' })
    if ((await readStamp(to)) !== null) throw error
    await rename(from, to)
  }
  await syncFolder(dirname(to))
  if (dirname(from) !== dirname(to)) await syncFolder(dirname(from))
}
