import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Announce, Classroom, CourseState, FeatureHandlers } from '../../core/contract'
import type { CommandFact } from '../../core/course'
import { createTurns } from '../../core/turns'
import type { Log } from '../log'
import { keepBegunUnits, progressOf } from './begun-units'
import { openGuideMemory } from './guide-memory'
import type { LibraryEntry } from './library'
import { keepSights, type Seen } from './sights'
import type { Observe } from './standing-terms'
import { createSteadyTime } from './steady-time'
import { createStepCalls, type StepTools } from './step-calls'

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

interface CourseOptions extends StepTools {
  dataDir: string
  shippedUnits: string
  /** Units that the administrator gives to everybody on this computer. */
  systemUnits: () => Promise<string | null>
  announce: Announce
  log: Log
  observe: Observe
  practice: StepTools['practice'] & { saveSnapshot(name: string): Promise<void>; deleteSnapshot(name: string): Promise<void> }
  openFolder(path: string): Promise<void>
}

// The formats and their parsers are fetched when the first classroom opens: the first page does not wait for them.
const loadUnits = () => import('./open-unit')
const loadAdopting = () => import('./adopt-unit')

/** What may be shown of a unit's folder. */
const PICTURE = /\.(svg|png)$/

export function createCourse(options: CourseOptions): Course {
  const { dataDir, announce, log, observe, practice } = options
  const ownFolder = join(dataDir, 'units')
  const memory = openGuideMemory(dataDir, log)
  let classroom: Classroom | null = null
  let user: { name: string; verifiedAs: string } | null = null
  let library: LibraryEntry[] = []
  /** A unit that was opened as a file before any classroom. */
  let wanted: string | null = null
  const now = createSteadyTime()
  const sights = keepSights(now)
  const surroundings = () => ({ classroom, library, loggedInAs: user?.verifiedAs ?? null })
  const units = keepBegunUnits({ dataDir, announce, log, observe, now, sights, snapshots: practice, surroundings })
  const steps = createStepCalls({ units, now, someone: () => user?.name ?? classroom?.users[0]?.name, tools: options })
  // Opening reads files; what the student asks for meanwhile waits for its turn.
  const { inTurn, settled } = createTurns()

  const state = (): CourseState => ({
    classroom: classroom?.id ?? null,
    practice: classroom?.kind === 'practice',
    units: library.map(({ listing }) => ({ ...listing, ofClassroom: classroom?.units.includes(listing.id) === true })),
    ownFolder,
    instructor: memory.known?.instructor ?? false,
    content: units.front?.content ?? null,
    progress: units.front && progressOf(units.front, [...units.front.run.steps.values()]),
  })

  const setUp = async (next: Classroom | null, reads: boolean): Promise<void> => {
    const { open: opened } = await memory.recall()
    await units.leaveAll()
    classroom = next
    if (reads) {
      const { readLibrary } = await loadUnits()
      library = next === null ? [] : await readLibrary({ shipped: options.shippedUnits, system: await options.systemUnits(), own: ownFolder })
    }
    if (next !== null) {
      const last = opened[next.id]
      for (const id of last?.begun ?? []) await units.open(id)
      const named = next.units.find((id) => library.some(({ listing, unit }) => listing.id === id && unit !== null))
      await units.bringToFront(wanted ?? (last === undefined ? (named ?? null) : last.front))
      wanted = null
    }
    announce('course', 'changed', state())
  }

  const rememberFront = async (): Promise<void> => {
    if (classroom === null) return
    const { open: opened } = await memory.recall()
    memory.remember({ open: { ...opened, [classroom.id]: units.keepLatest() } })
  }

  return {
    handlers: {
      calls: {
        ...steps,
        async get() {
          await settled()
          return state()
        },
        async reload() {
          await inTurn(() => setUp(classroom, true))
          return state()
        },
        async openUnit({ unit }) {
          await inTurn(() => units.bringToFront(unit))
          await rememberFront()
          announce('course', 'changed', state())
          return state()
        },
        async setInstructor({ on }) {
          await memory.recall()
          memory.remember({ instructor: on })
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
      void inTurn(() => setUp(next, true)).catch((error: unknown) => log.warn(`the units of the classroom are not read: ${String(error)}`))
    },
    setUser(next) {
      user = next
      for (const { run } of units.all()) run.setLoggedInAs(next?.verifiedAs ?? null)
    },
    commandFinished(fact) {
      units.stir()
      // When it was heard of: terminals tell the clock on the wall.
      const heard = { ...fact, endedAt: now() }
      for (const each of units.all()) each.run.commandFinished(heard, each === units.front ? each.current : null)
    },
    seen(thing, isOpen) {
      sights.note(thing, isOpen)
      if (!isOpen) return
      units.stir()
      for (const { run } of units.all()) run.sightsChanged()
    },
    consoleHeard(machine, text) {
      sights.hear(machine, text)
      for (const { run } of units.all()) run.sightsChanged()
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
      await units.leaveAll()
      await memory.flush()
    },
  }
}
