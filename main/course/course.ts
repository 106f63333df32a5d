import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { AppFailure, type Announce, type Classroom, type CommandContent, type CourseState, type FeatureHandlers, type LinesRun, type StepContent, type UnitProgress } from '../../core/contract'
import type { CommandFact, StepRecord, StepStatus } from '../../core/course'
import { commandLines } from '../../core/terminal'
import { createTurns } from '../../core/turns'
import type { Log } from '../log'
import { createJsonFile, type JsonFile } from '../storage'
import type { LibraryEntry } from './library'
import type { OpenUnit } from './open-unit'
import { progressFile, type SavedProgress } from './progress-file'
import { keepSights, type Seen } from './sights'
import { createSteadyTime, notLaterThan } from './steady-time'
import type { Observe } from './standing-terms'

export interface Course {
  handlers: FeatureHandlers<'course'>
  /** Another classroom is open, or none. */
  enter(classroom: Classroom | null): void
  /** Who is logged in, by the server's word. */
  setUser(user: { name: string; verifiedAs: string } | null): void
  commandFinished(fact: CommandFact): void
  /** A page or a list of the cluster has come to the screen, or left it. */
  seen(thing: Seen, isOpen: boolean): void
  /** The end of what a VM's serial console has said. */
  consoleHeard(machine: { namespace: string; name: string }, text: string): void
  /** Takes a unit among the student's own and brings it to the front, now or when the next classroom opens. Rejects with `local.file`. */
  openFile(file: string): Promise<void>
  /** The file of a unit that the window asks for; null where there is none. */
  fileOf(unit: string, name: string): Promise<string | null>
  dispose(): Promise<void>
}

interface CourseOptions {
  dataDir: string
  shippedUnits: string
  /** Units that the administrator gives to everybody on this computer. */
  systemUnits: () => Promise<string | null>
  /** Rejects where the administrator lets nobody have a step solved. */
  checkSolving: () => Promise<void>
  announce: Announce
  log: Log
  observe: Observe
  /** Asks the cluster again where it waits. */
  retry(): void
  runLines(user: string, lines: readonly string[]): Promise<LinesRun>
  practice: { reset(beginning: 'absent'): Promise<void>; saveSnapshot(name: string): Promise<void>; restoreSnapshot(name: string): Promise<void>; deleteSnapshot(name: string): Promise<void> }
  openFolder(path: string): Promise<void>
}

/** A unit that the student is in, with all that is kept of it. */
interface Session extends OpenUnit {
  id: string
  current: string | null
  snapshots: string[]
  file: JsonFile<SavedProgress>
}

/** By classroom: the unit in front, and all that the student is in, the latest last. */
const memorySchema = z.object({ instructor: z.boolean(), open: z.record(z.string(), z.object({ front: z.string().nullable(), begun: z.array(z.string()) })) })

// Who does nothing for so long is at lunch, not at the step.
const IDLE_MS = 5 * 60_000
// Units whose checks go on standing while another one is in front.
const MAX_BEGUN = 10
// Each may hold the memory of four guests; whoever goes back goes back a little.
const MAX_SNAPSHOTS = 3

// The formats and their parsers are fetched when the first classroom opens: the first page does not wait for them.
const loadUnits = () => import('./open-unit')
const loadAdopting = () => import('./adopt-unit')

/** What may be shown of a unit's folder. */
const PICTURE = /\.(svg|png)$/

export function createCourse(options: CourseOptions): Course {
  const { announce, log, observe, practice } = options
  const ownFolder = join(options.dataDir, 'units')
  const memoryFile = createJsonFile({ path: join(options.dataDir, 'course.json'), schema: memorySchema, fallback: { instructor: false, open: {} }, log })
  let memory: z.infer<typeof memorySchema> | null = null
  let classroom: Classroom | null = null
  let user: { name: string; verifiedAs: string } | null = null
  let library: LibraryEntry[] = []
  const sessions = new Map<string, Session>()
  /** The unit in front. */
  let session: Session | null = null
  /** A unit that was opened as a file before any classroom. */
  let wanted: string | null = null
  let lastActivity = 0
  const now = createSteadyTime()
  const sights = keepSights(now)
  // Opening reads files; what the student asks for meanwhile waits for its turn.
  const { inTurn, settled } = createTurns()

  const warn = (what: string) => (error: unknown): void => log.warn(`${what}: ${String(error)}`)
  const recall = async (): Promise<z.infer<typeof memorySchema>> => (memory ??= await memoryFile.read())
  const remember = (change: Partial<z.infer<typeof memorySchema>>): void => {
    if (memory === null) return
    memory = { ...memory, ...change }
    memoryFile.write(memory).catch(warn('what is open in the guide is not remembered'))
  }

  const state = (): CourseState => ({
    classroom: classroom?.id ?? null,
    practice: classroom?.kind === 'practice',
    units: library.map(({ listing }) => ({ ...listing, ofClassroom: classroom?.units.includes(listing.id) === true })),
    ownFolder,
    instructor: memory?.instructor ?? false,
    content: session?.content ?? null,
    progress: session && progressOf(session, [...session.run.steps.values()]),
  })

  const save = ({ file, current, snapshots, run }: Session): void => {
    file.write({ version: 1, current, snapshots, steps: run.records() }).catch(warn('progress is not saved'))
  }

  const progressed = (whose: Session, changed: StepStatus[], isKept = true): void => {
    if (whose === session) announce('course', 'progressed', progressOf(whose, changed))
    if (isKept) save(whose)
  }

  /** Counts the time since something last happened for the step that is open. */
  const stir = (): void => {
    const passed = performance.now() - lastActivity
    lastActivity += passed
    if (session?.current == null || passed > IDLE_MS) return
    session.run.change(session.current, (record) => ({ ...record, spentMs: record.spentMs + passed }))
  }

  const leaveAll = async (): Promise<void> => {
    stir()
    const left = [...sessions.values()]
    sessions.clear()
    session = null
    for (const each of left) {
      save(each)
      each.run.dispose()
    }
    await Promise.all(left.map(({ file }) => file.flush()))
  }

  const open = async (id: string): Promise<Session | null> => {
    const here = classroom
    const entry = library.find(({ listing }) => listing.id === id)
    const kept = sessions.get(id)
    if (kept !== undefined || here === null || !entry?.unit) return kept ?? null
    const file = progressFile({ dataDir: options.dataDir, classroom: here.id, user: userInfo().username, unit: id, log })
    const saved = await file.read()
    const { openUnit } = await loadUnits()
    const opened = await openUnit({
      unit: entry.unit,
      problems: entry.listing.problems,
      classroom: here,
      manifestFolder: join(options.dataDir, 'manifests'),
      records: notLaterThan(now(), saved.steps),
      now,
      loggedInAs: user?.verifiedAs ?? null,
      observe,
      sights,
      onChanged(changed, isKept) {
        const own = sessions.get(id)
        if (own) progressed(own, changed, isKept)
      },
    })
    const current = saved.current !== null && opened.run.steps.has(saved.current) ? saved.current : firstOpenStep(opened)
    const next: Session = { ...opened, id, file, current, snapshots: saved.snapshots }
    sessions.set(id, next)
    return next
  }

  const bringToFront = async (id: string | null): Promise<void> => {
    stir()
    session = id === null ? null : await open(id)
    lastActivity = performance.now()
    if (session?.current != null) begin(session.current)
  }

  const begin = (step: string): void => {
    if (session === null) return
    session.run.begin(step)
    if (classroom?.kind === 'practice' && !session.snapshots.includes(step) && session.run.steps.get(step)?.doneAt === null) void keepBeginning(session, step)
  }

  const keepBeginning = async (here: Session, step: string): Promise<void> => {
    try {
      await practice.saveSnapshot(snapshotName(here.id, step))
      const dropped = here.snapshots.slice(0, Math.max(0, here.snapshots.length + 1 - MAX_SNAPSHOTS))
      here.snapshots = [...here.snapshots.filter((id) => !dropped.includes(id)), step]
      progressed(here, [])
      for (const old of dropped) await practice.deleteSnapshot(snapshotName(here.id, old))
    } catch (error) {
      warn(`the beginning of step ${step} is not kept`)(error)
    }
  }

  const setUp = async (next: Classroom | null, reads: boolean): Promise<void> => {
    const { open: opened } = await recall()
    await leaveAll()
    classroom = next
    if (reads) {
      const { readLibrary } = await loadUnits()
      library = next === null ? [] : await readLibrary({ shipped: options.shippedUnits, system: await options.systemUnits(), own: ownFolder })
    }
    if (next !== null) {
      const last = opened[next.id]
      for (const id of last?.begun ?? []) await open(id)
      const named = next.units.find((id) => library.some(({ listing, unit }) => listing.id === id && unit !== null))
      await bringToFront(wanted ?? (last === undefined ? (named ?? null) : last.front))
      wanted = null
    }
    announce('course', 'changed', state())
  }

  const rememberFront = async (): Promise<void> => {
    if (classroom === null) return
    const { open: opened } = await recall()
    const begun = [...sessions.keys()].filter((id) => id !== session?.id)
    const all = session === null ? begun : [...begun, session.id]
    for (const dropped of all.slice(0, -MAX_BEGUN)) {
      sessions.get(dropped)?.run.dispose()
      sessions.delete(dropped)
    }
    remember({ open: { ...opened, [classroom.id]: { front: session?.id ?? null, begun: all.slice(-MAX_BEGUN) } } })
  }

  const current = (): Session => {
    if (session === null) throw new AppFailure({ kind: 'course.none' })
    return session
  }

  const stepContent = (id: string): StepContent => {
    const found = current().content.sections.flatMap(({ steps }) => steps).find((step) => step.id === id)
    if (!found) throw new AppFailure({ kind: 'course.none' })
    return found
  }

  const changeStep = (id: string, change: (record: StepRecord) => StepRecord): void => {
    stir()
    current().run.change(id, change)
  }

  const runCommands = async (commands: readonly CommandContent[]): Promise<{ done: number; total: number; exit: number | null }> => {
    const total = commands.reduce((sum, { text }) => sum + commandLines(text).length, 0)
    let done = 0
    for (const { text, as, user: identity } of commands) {
      const who = as === null ? (user?.name ?? classroom?.users[0]?.name) : identity
      if (who === undefined || who === null) throw new AppFailure({ kind: 'course.cannotRun', as: as ?? '' })
      const lines = commandLines(text)
      if (lines.length === 0) continue
      const ended = await options.runLines(who, lines)
      done += ended.done
      if (ended.exit !== 0) return { done, total, exit: ended.exit }
    }
    return { done, total, exit: 0 }
  }

  return {
    handlers: {
      calls: {
        async get() {
          await settled()
          return state()
        },
        async reload() {
          await inTurn(() => setUp(classroom, true))
          return state()
        },
        async openUnit({ unit }) {
          await inTurn(() => bringToFront(unit))
          await rememberFront()
          announce('course', 'changed', state())
          return state()
        },
        openStep({ step }) {
          stir()
          const here = current()
          here.current = step
          if (step !== null) begin(step)
          progressed(here, [])
        },
        async run({ step, index }) {
          stir()
          const command = stepContent(step).commands[index]
          if (!command) throw new AppFailure({ kind: 'course.none' })
          return runCommands([command])
        },
        async solve({ step }) {
          await options.checkSolving()
          changeStep(step, (record) => ({ ...record, solved: true }))
          return runCommands(stepContent(step).solution)
        },
        checkNow({ step }) {
          stir()
          options.retry()
          current().run.ask(step)
        },
        mark({ step, as }) {
          if (as === 'todo') return current().run.forget([step])
          const at = now()
          changeStep(step, (record) => (as === 'done' ? { ...record, doneAt: at, how: 'marked', skippedAt: null } : { ...record, skippedAt: at }))
        },
        openHint({ step }) {
          const { hints } = stepContent(step)
          changeStep(step, (record) => ({ ...record, hints: Math.min(hints.length, record.hints + 1) }))
        },
        answer({ step, question, options: given }) {
          const asked = stepContent(step).quiz.find(({ id }) => id === question)
          if (!asked) return
          const right = asked.answer.length === given.length && asked.answer.every((number) => given.includes(number))
          changeStep(step, (record) => ({ ...record, answers: { ...record.answers, [question]: { given, right } } }))
        },
        confirm({ step, say, on }) {
          changeStep(step, (record) => ({ ...record, confirmed: [...record.confirmed.filter((each) => each !== say), ...(on ? [say] : [])] }))
        },
        async rewind({ step }) {
          const here = current()
          if (!here.snapshots.includes(step)) throw new AppFailure({ kind: 'course.none' })
          stir()
          const from = here.run.steps.get(step)?.startedAt ?? now()
          await practice.restoreSnapshot(snapshotName(here.id, step))
          // What was done since then is not done any more.
          const undone = [...here.run.steps.values()].filter(({ id, doneAt }) => id === step || (doneAt !== null && doneAt >= from)).map(({ id }) => id)
          here.run.forget(undone)
          here.current = step
          progressed(here, [])
        },
        async setUp({ section }) {
          const here = current()
          const found = here.content.sections.find(({ id }) => id === section)
          if (!found?.setUp) throw new AppFailure({ kind: 'course.none' })
          stir()
          await practice.reset('absent')
          // Whoever sets a section up wants to do it, what was done of it before included.
          here.run.forget(found.steps.map(({ id }) => id))
          progressed(here, [])
        },
        async setInstructor({ on }) {
          await recall()
          remember({ instructor: on })
          announce('course', 'changed', state())
        },
        async openOwnFolder() {
          await mkdir(ownFolder, { recursive: true })
          await options.openFolder(ownFolder)
        },
      },
      streams: {},
    },
    enter(next) {
      if (next?.id !== classroom?.id) sights.forget()
      void inTurn(() => setUp(next, true)).catch(warn('the units of the classroom are not read'))
    },
    setUser(next) {
      user = next
      for (const { run } of sessions.values()) run.setLoggedInAs(next?.verifiedAs ?? null)
    },
    commandFinished(fact) {
      stir()
      // When it was heard of: terminals tell the clock on the wall.
      const heard = { ...fact, endedAt: now() }
      for (const each of sessions.values()) each.run.commandFinished(heard, each === session ? each.current : null)
    },
    seen(thing, isOpen) {
      sights.note(thing, isOpen)
      if (!isOpen) return
      stir()
      for (const { run } of sessions.values()) run.sightsChanged()
    },
    consoleHeard(machine, text) {
      sights.hear(machine, text)
      for (const { run } of sessions.values()) run.sightsChanged()
    },
    async openFile(file) {
      const { adoptUnit } = await loadAdopting()
      const id = await adoptUnit(file, ownFolder)
      wanted = id
      // Where no classroom is open yet it is read with the first one.
      await inTurn(async () => {
        if (classroom === null) return
        await setUp(classroom, true)
        await rememberFront()
      })
    },
    async fileOf(unit, name) {
      const entry = library.find(({ listing }) => listing.id === unit)
      if (!entry?.unit || !PICTURE.test(name)) return null
      const { pathInside } = await loadUnits()
      const file = await pathInside(entry.unit.folder, name).catch(() => null)
      // A link may bear a picture's name and lead to a script, which would be one of the page's own origin.
      return file !== null && PICTURE.test(file) ? file : null
    },
    async dispose() {
      await settled()
      await leaveAll()
      await memoryFile.flush()
    },
  }
}

function progressOf({ id, current, run, counted, snapshots }: Session, steps: StepStatus[]): UnitProgress {
  const all = [...run.steps.values()]
  return {
    unit: id,
    current,
    done: all.filter((step) => counted.has(step.id) && (step.state === 'done' || step.state === 'skipped')).length,
    total: counted.size,
    spentMs: all.reduce((sum, { spentMs }) => sum + spentMs, 0),
    snapshots,
    steps,
  }
}

function firstOpenStep({ run }: OpenUnit): string | null {
  return [...run.steps.values()].find(({ state }) => state !== 'done' && state !== 'skipped')?.id ?? null
}

/** A name that the practice classroom can make a file of. */
function snapshotName(unit: string, step: string): string {
  return `guide-${unit}-${step}`.toLowerCase().slice(0, 62)
}
