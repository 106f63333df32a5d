import { mkdirSync } from 'node:fs'
import type { MessagePort } from 'node:worker_threads'
import { readIndexFile, writeIndexFile } from './index-file'
import { createNotesIndex, type NotesIndex } from './notes-index'
import type { Answer, FilesChanged, IndexerOptions, QuestionName, Questions, Request } from './protocol'
import { type Folder, readFolder, sameStamp, type Stamp, walk } from './walk'
import { watchFolders } from './watch-folders'

/** Notes that are read before questions get their turn: some 30 ms. */
const CHUNK = 200

/** From here on files are taken in at once instead of in parts, which would be merged again and again. */
const MANY = 1_000

/** The index is written when nothing has changed for this long; what is not written is read again from the notes. */
const SAVE_AFTER_MS = 10_000

/** Reads, watches and searches the folder of notes, and answers on `port`. Runs in a thread of its own, where it may take its time. */
export function serveIndex(port: MessagePort, { folder, indexFile }: IndexerOptions): void {
  let index: NotesIndex = createNotesIndex(folder)
  let tree = new Map<string, Folder>()
  let complete = false
  let trouble: string | null = null
  let unsaved = false
  let saving: NodeJS.Timeout | undefined
  // One look at the folder after the other; a question is answered between two chunks.
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => {
      trouble = String(error)
      tell({ notes: [], removed: [], moved: [] })
    })
    return turn
  }
  const watcher = watchFolders(folder, (folders) => void inTurn(() => lookAt(folders)))

  const tell = (change: Pick<FilesChanged, 'notes' | 'removed' | 'moved'>): void => port.postMessage({ ...change, complete, trouble } satisfies FilesChanged)

  const allStamps = (): Map<string, Stamp> => new Map([...tree.values()].flatMap(({ notes }) => [...notes]))

  const lookAround = async (): Promise<void> => {
    try {
      mkdirSync(folder, { recursive: true })
      tree = walk(folder)
      trouble = null
    } catch (error) {
      trouble = (error as Error).message
      tree = new Map()
    }
    watcher.follow(tree.keys())
    // A folder that cannot be read now has not lost its notes.
    if (trouble === null) await compare(allStamps())
    complete = true
    tell({ notes: [], removed: [], moved: [] })
  }

  const lookAt = async (folders: readonly string[]): Promise<void> => {
    for (const each of folders) {
      try {
        const now = readFolder(folder, each)
        const isNew = now.folders.filter((below) => !tree.has(below))
        tree.set(each, now)
        for (const below of isNew) for (const [path, found] of walk(folder, below)) tree.set(path, found)
      } catch {
        if (each === '') return lookAround()
        tree.delete(each)
      }
    }
    dropFoldersThatAreGone()
    watcher.follow(tree.keys())
    await compare(allStamps())
  }

  const dropFoldersThatAreGone = (): void => {
    const reachable = new Set([''])
    for (const each of reachable) for (const below of tree.get(each)?.folders ?? []) if (tree.has(below)) reachable.add(below)
    for (const each of tree.keys()) if (!reachable.has(each)) tree.delete(each)
  }

  /** Brings the index from what it knows to what is there now, and tells what is new. */
  const compare = async (now: ReadonlyMap<string, Stamp>): Promise<void> => {
    const known = index.stamps()
    const removed = [...known.keys()].filter((path) => !now.has(path))
    const changed = [...now].filter(([path, stamp]) => {
      const before = known.get(path)
      return before === undefined || !sameStamp(before, stamp)
    })
    const moved = findMoves(removed, changed, known)
    index.forget(removed)
    if (removed.length > 0) tell({ notes: [], removed, moved })
    const many = changed.length > MANY ? index.readMany() : null
    for (let from = 0; from < changed.length; from += CHUNK) {
      const files = new Map(changed.slice(from, from + CHUNK))
      const notes = many ? many.read(files) : index.readNotes(files)
      if (notes.length > 0) tell({ notes, removed: [], moved: [] })
      await new Promise((resolve) => setImmediate(resolve))
    }
    many?.finish()
    if (removed.length + changed.length > 0) saveSoon()
    // Reading so many again would take a second: that is not left to a pause, which may never come.
    if (many) await save()
  }

  const saveSoon = (): void => {
    unsaved = true
    clearTimeout(saving)
    saving = setTimeout(() => void inTurn(save), SAVE_AFTER_MS)
    saving.unref()
  }
  const save = async (): Promise<void> => {
    clearTimeout(saving)
    if (!unsaved) return
    unsaved = false
    try {
      await writeIndexFile(indexFile, folder, index.compact())
    } catch {
      // A full disk here says nothing about the notes. It costs the next start a second; the next change tries again.
      unsaved = true
    }
  }

  const answers: { [K in QuestionName]: (input: Questions[K]['input']) => Questions[K]['answer'] | Promise<Questions[K]['answer']> } = {
    library: ({ most }) => ({ notes: index.latest(most), total: index.size(), complete }),
    listAfter: ({ path, most }) => index.listAfter(path, most),
    paths: ({ unit }) => index.paths(unit),
    search: (input) => index.search(input, complete),
    backLinks: ({ path }) => index.backLinks(path),
    lessons: (input) => void index.setLessons(input),
    look: ({ paths }) => inTurn(() => lookAt([...new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))])) as Promise<undefined>,
    lookAround: () => inTurn(lookAround) as Promise<undefined>,
    async rebuild() {
      await inTurn(async () => {
        index = createNotesIndex(folder)
        complete = false
        await lookAround()
      })
      return undefined
    },
    async close() {
      watcher.close()
      await inTurn(save)
      return undefined
    },
  }

  const begin = async (): Promise<void> => {
    const kept = readIndexFile(indexFile, folder)
    if (kept) index.take(kept)
    await lookAround()
    await warmUp()
  }

  /** A program is slowest at what it does for the first time: these searches are it, and nobody waits for them. */
  const warmUp = async (): Promise<void> => {
    for (const query of index.typicalQueries()) {
      index.search({ query, now: Date.now() }, complete)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  port.on('message', ({ id, name, input }: Request) => {
    const answer = answers[name] as (input: unknown) => unknown
    Promise.resolve()
      .then(() => answer(input))
      .then(
        (value) => port.postMessage({ id, value } satisfies Answer),
        (error: unknown) => port.postMessage({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies Answer),
      )
  })
  void inTurn(begin)
}

/** A file that is gone here and new there under the same number on the disk was renamed or moved. */
function findMoves(removed: readonly string[], changed: readonly (readonly [string, Stamp])[], known: ReadonlyMap<string, Stamp>): { from: string; to: string }[] {
  const arrived = new Map(changed.filter(([path]) => !known.has(path)).map(([path, { inode, bytes }]) => [`${inode} ${bytes}`, path]))
  return removed.flatMap((from) => {
    const before = known.get(from)
    const to = before && arrived.get(`${before.inode} ${before.bytes}`)
    return to === undefined ? [] : [{ from, to }]
  })
}
