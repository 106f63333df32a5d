import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { type Announce, AppFailure, type AppError, type CourseState, type FeatureHandlers, MAX_NOTE_CHARACTERS, type NotesLibrary, type NotesScope, type NoteSearch, type UnitProgress } from '../../core/contract'
import type { ClusterChange } from '../../core/cluster'
import { applyTextChanges, type CapturedCommand, frontMatterEnd, parseQuery, writeFrontMatter, writeJournal, writeReport } from '../../core/notes'
import type { Log } from '../log'
import { createJsonFile } from '../storage'
import { type Bin, createBin } from './bin'
import { createCaptures } from './captures'
import { createHappenings } from './happenings'
import { type Exporting, exportNotes } from './export'
import { keepImage, readImage } from './images'
import { takeIn } from './import'
import type { IndexClient } from './indexing/client'
import type { FilesChanged, IndexerOptions, Lesson } from './indexing/protocol'
import { createJournal } from './journal'
import { createLibrary, type Library } from './library'
import { createRescue, type Rescue } from './rescue'
import { findInTerminals, type TerminalText } from './terminal-hits'
import { createVersions, type Versions } from './versions'

export interface Notes {
  handlers: FeatureHandlers<'notes'>
  /** Reads the folder. Until then, or until the window first asks, nothing of it is touched: the window comes first. */
  begin: () => void
  /** For the journal and for the key that takes the last command. */
  commandFinished(command: CapturedCommand): void
  /** What other slices tell, for the journal and for the search in lessons. */
  courseChanged: (state: CourseState) => void
  courseProgressed: (progress: UnitProgress) => void
  clusterChanged: (change: ClusterChange) => void
  /** The window has come to front: what happened meanwhile on a network folder is looked at. */
  lookAround: () => void
  dispose(): Promise<void>
}

export interface NotesOptions extends Pick<Exporting, 'print' | 'chooseTarget'> {
  dataDir: string
  /** Where notes are unless the student chose another folder. */
  defaultFolder: string
  /** From the command line; wins over what was chosen, for this run. */
  folder: string | null
  announce: Announce
  log: Log
  mask: (text: string) => string
  /** Starts the thread that reads and searches. */
  startIndex(options: IndexerOptions): { client: IndexClient; end(): Promise<void> }
  chooseFolder(title: string): Promise<string | null>
  chooseFiles(): Promise<string[]>
  showFolder(folder: string): Promise<void>
  terminals(): TerminalText[]
  now?: () => number
}

/** The window sends its last half second of typing; one that does not answer has none. */
const LAST_SAVE_WITHIN_MS = 1_500

/** Some screens of the list; what is below comes in parts while one looks at it. */
const FIRST_NOTES = 60

/** The window takes a part in some milliseconds, between two frames. */
const PART_OF_LIST = 200

const settingsSchema = z.object({ folder: z.string().nullable() })

/** Everything that belongs to one folder of notes. */
interface Place {
  folder: string
  library: Library
  versions: Versions
  bin: Bin
  rescue: Rescue
  index: { client: IndexClient; end(): Promise<void> }
  trouble: string | null
}

/** Notes are files in a folder; this is what the window asks of them. */
export function createNotes(options: NotesOptions): Notes {
  const { announce, log, mask, now = Date.now } = options
  const own = join(options.dataDir, 'notes')
  const settings = createJsonFile({ path: join(own, 'settings.json'), schema: settingsSchema, fallback: { folder: null }, log })
  const captures = createCaptures({ mask, now })
  const journal = createJournal({ file: join(own, 'journal.jsonl'), mask, log })
  let lessons: Lesson[] = []
  const happenings = createHappenings({
    now,
    write: (entry) => journal.write(entry),
    setLessons(next) {
      lessons = next
      void opened?.then(tellLessons)
    },
  })
  let opened: Promise<Place> | null = null
  /** True from the window's first question on: only then can it hold anything unsaved. */
  let windowAsked = false
  let allSaved: () => void = () => {}
  const place = (): Promise<Place> => (opened ??= openFirst())

  async function openFirst(): Promise<Place> {
    return openPlace(options.folder ?? (await settings.read()).folder ?? options.defaultFolder)
  }

  function openPlace(folder: string): Place {
    const versions = createVersions({ folder: join(own, 'versions'), library: folder, now })
    const bin = createBin({ folder: join(own, 'bin'), library: folder, now })
    const rescue = createRescue({ folder: join(own, 'unsaved'), library: folder })
    const library = createLibrary({ folder, versions, bin, now })
    const indexFile = join(own, `index-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`)
    const index = options.startIndex({ folder, indexFile })
    const made: Place = { folder, library, versions, bin, rescue, index, trouble: null }
    index.client.onChanged((change) => void filesChanged(made, change))
    tellLessons(made)
    void bringRescued(made)
    return made
  }

  const tellLessons = ({ index }: Place): void => {
    index.client.ask('lessons', lessons).catch((problem: unknown) => log.warn(`lessons cannot be searched: ${String(problem)}`))
  }

  const troubleOf = ({ folder, trouble }: Place): AppError | null => (trouble === null ? null : { kind: 'notes.folder', folder, reason: trouble })

  const filesChanged = async (of: Place, { notes, removed, moved, complete, trouble }: FilesChanged): Promise<void> => {
    of.trouble = trouble
    for (const { from, to } of moved) {
      await of.library.follow(from, to)
      announce('notes', 'renamed', { from, to })
    }
    announce('notes', 'changed', { notes, removed, complete, trouble: troubleOf(of) })
    const left = new Set(moved.map(({ from }) => from))
    for (const path of removed) if (!left.has(path)) announce('notes', 'removedOutside', { path })
    for (const { path } of notes) {
      const revision = await of.library.findForeign(path)
      if (revision !== null) announce('notes', 'changedOutside', { path, revision })
    }
  }

  /** Texts that an earlier run could not write go to their place now, merged with what came there since. */
  const bringRescued = async ({ library, rescue }: Place): Promise<void> => {
    for (const { path, text, baseText } of await rescue.list()) {
      try {
        await library.save({ path, text, base: baseText === null ? '' : library.learn(path, baseText) })
        await rescue.drop(path)
      } catch (problem) {
        log.warn(`an unsaved note waits on: ${String(problem)}`)
      }
    }
  }

  const look = ({ index }: Place, ...paths: string[]): void => {
    index.client.ask('look', { paths }).catch((problem: unknown) => log.warn(`the notes’ index does not answer: ${String(problem)}`))
  }

  const describe = async (of: Place): Promise<NotesLibrary> => {
    const { notes, total, complete } = await of.index.client.ask('library', { most: FIRST_NOTES })
    return { folder: of.folder, notes, total, complete, trouble: troubleOf(of) }
  }

  const search = async (query: string): Promise<NoteSearch> => {
    const { index } = await place()
    const found = await index.client.ask('search', { query, now: now() })
    return { ...found, others: [...found.others, ...findInTerminals(options.terminals(), parseQuery(query, new Date(now())), mask)] }
  }

  const changeFolder = async (folder: string): Promise<NotesLibrary> => {
    const before = await place()
    await settings.write({ folder })
    opened = Promise.resolve(openPlace(folder))
    await before.library.settle()
    await before.index.end()
    return describe(await place())
  }

  const save: FeatureHandlers<'notes'>['calls']['save'] = async (input) => {
    const of = await place()
    const text = textOf(of, input)
    if (text === null) return { wanted: 'text' }
    try {
      const saved = await of.library.save({ ...input, text })
      await of.rescue.drop(input.path)
      look(of, saved.path, ...(saved.conflict === null ? [] : [saved.conflict]))
      return saved
    } catch (error) {
      const { path, base } = input
      await of.rescue.keep({ path, text, baseText: of.library.textOf(path, base) }).catch((problem: unknown) => log.warn(`a note that is not saved is not rescued either: ${String(problem)}`))
      throw error
    }
  }

  /** Null where the changes belong to a text that is not known here. */
  const textOf = ({ library }: Place, { path, base, edit }: Parameters<typeof save>[0]): string | null => {
    if (edit.kind === 'whole') return edit.text
    const before = library.textOf(path, base)
    const text = before?.length === edit.length ? applyTextChanges(before, edit.changes) : null
    return text !== null && text.length <= MAX_NOTE_CHARACTERS ? text : null
  }

  const lastSaves = async (): Promise<void> => {
    if (!windowAsked) return
    const answered = new Promise<void>((resolve) => {
      allSaved = resolve
      setTimeout(resolve, LAST_SAVE_WITHIN_MS)
    })
    announce('notes', 'saveNow', null)
    await answered
  }

  const listed = async (scope: NotesScope): Promise<string[]> => {
    if (scope.kind === 'note') return [scope.path]
    return (await place()).index.client.ask('paths', { unit: scope.kind === 'unit' ? scope.unit : null })
  }

  return {
    handlers: {
      calls: {
        async library() {
          windowAsked = true
          return describe(await place())
        },
        listAfter: async ({ path }) => (await place()).index.client.ask('listAfter', { path, most: PART_OF_LIST }),
        allSaved: () => allSaved(),
        read: async ({ path }) => (await place()).library.open(path),
        async create(input) {
          const of = await place()
          const { unit, step } = happenings
          // What the student works at is what a new note is about, and no text would say so.
          const text = unit === null || frontMatterEnd(input.text) > 0 ? input.text : writeFrontMatter(input.text, { unit, step })
          const made = await of.library.create({ ...input, text })
          look(of, made.path)
          return made
        },
        save,
        async rename({ path, to }) {
          const of = await place()
          const renamed = await of.library.rename(path, to)
          announce('notes', 'renamed', { from: path, to: renamed.path })
          look(of, path, renamed.path)
          return renamed
        },
        async remove({ path }) {
          const of = await place()
          const binned = await of.library.remove(path)
          look(of, path)
          return binned
        },
        bin: async () => (await place()).bin.list(),
        async restore({ id }) {
          const of = await place()
          const restored = await of.library.restore(id)
          look(of, restored.path)
          return restored
        },
        versions: async ({ path }) => (await place()).versions.list(path),
        async version({ path, id }) {
          const text = await (await place()).versions.read(path, id)
          if (text === null) throw new AppFailure({ kind: 'notes.gone', path })
          return { text }
        },
        search: ({ query }) => search(query),
        backLinks: async ({ path }) => (await place()).index.client.ask('backLinks', { path }),
        reindex: async () => (await place()).index.client.ask('rebuild'),
        keepImage: async ({ note, ...image }) => ({ link: await keepImage((await place()).folder, note, image) }),
        async image({ note, link }) {
          const { type, data } = await readImage((await place()).folder, note, link)
          return { type, data }
        },
        async chooseFolder() {
          const folder = await options.chooseFolder('Folder for notes')
          return folder === null ? null : changeFolder(folder)
        },
        showFolder: async () => options.showFolder((await place()).folder),
        captureCommand: ({ user }) => ({ markdown: captures.lastCommand(user) }),
        captureText: (quoted) => ({ markdown: captures.quote(quoted) }),
        journal: ({ unit }) => journal.read(unit),
        async journalNote({ unit, as }) {
          const [name, write] = as === 'report' ? (['Lab report', writeReport] as const) : (['Lab journal', writeJournal] as const)
          const title = unit === null ? name : `${name} of ${unit}`
          return { title, markdown: write(title, await journal.read(unit)) }
        },
        async import({ from }) {
          const folder = from === 'folder' ? await options.chooseFolder('Folder to import') : null
          const files = folder === null ? (from === 'files' ? await options.chooseFiles() : []) : [folder]
          if (files.length === 0) return null
          const of = await place()
          const report = await takeIn(files, of)
          look(of, ...report.notes)
          return report
        },
        async export({ scope, as }) {
          const of = await place()
          return exportNotes({ folder: of.folder, library: of.library, paths: await listed(scope), scope, as, print: options.print, chooseTarget: options.chooseTarget })
        },
      },
      streams: {},
    },
    commandFinished(command) {
      // Some shells keep the line to themselves.
      if (command.command === '') return
      captures.commandFinished(command)
      const { user, exit, durationMs, at, cwd } = command
      journal.write({ kind: 'command', at, unit: happenings.unit, user, command: command.command, exit, durationMs, cwd })
    },
    begin: () => void place(),
    courseChanged: happenings.courseChanged,
    courseProgressed: happenings.courseProgressed,
    clusterChanged: happenings.clusterChanged,
    lookAround() {
      void opened?.then(({ index }) => index.client.ask('lookAround')).catch((problem: unknown) => log.warn(`the notes are not looked at: ${String(problem)}`))
    },
    async dispose() {
      await lastSaves()
      const left = await opened
      await left?.library.settle()
      await Promise.all([left?.index.end(), journal.settle(), settings.flush()])
    },
  }
}
