import { userInfo } from 'node:os'
import { join } from 'node:path'
import { AppFailure, type Announce, type Classroom, type UnitProgress } from '../../core/contract'
import type { StepStatus } from '../../core/course'
import type { Log } from '../log'
import type { JsonFile } from '../storage'
import type { LibraryEntry } from './library'
import type { OpenUnit } from './open-unit'
import { progressFile, type SavedProgress } from './progress-file'
import type { Sights } from './sights'
import type { Observe } from './standing-terms'
import { notLaterThan } from './steady-time'

/** A unit that the student is in, with all that is kept of it. */
export interface BegunUnit extends OpenUnit {
  id: string
  current: string | null
  snapshots: string[]
  file: JsonFile<SavedProgress>
}

/** Where units are opened: it may be another at the next call. */
export interface Surroundings {
  readonly classroom: Classroom | null
  readonly library: readonly LibraryEntry[]
  /** By the server's word. */
  readonly loggedInAs: string | null
}

export interface BegunUnits {
  /** The unit that the window shows. */
  readonly front: BegunUnit | null
  all(): readonly BegunUnit[]
  /** Rejects with `course.none` where no unit is in front. */
  current(): BegunUnit
  /** Opens the unit where it is not open yet; null where there is none of that id that can be read. */
  open(id: string): Promise<BegunUnit | null>
  /** Null puts the guide away. */
  bringToFront(id: string | null): Promise<void>
  /** The student looks at this step of the unit in front. */
  begin(step: string): void
  /** Something has happened: counts the time since something last did for the step that is open. */
  stir(): void
  /** Tells the window what has changed of a unit, and keeps it. */
  progressed(unit: BegunUnit, changed: StepStatus[]): void
  /** Those that go on standing, the one in front last; the others are left. */
  keepLatest(): { front: string | null; begun: string[] }
  leaveAll(): Promise<void>
}

// Who does nothing for so long is at lunch, not at the step.
const IDLE_MS = 5 * 60_000
// Units whose checks go on standing while another one is in front.
const MAX_BEGUN = 10
// Each may hold the memory of four guests; whoever goes back goes back a little.
const MAX_SNAPSHOTS = 3

export function keepBegunUnits(options: {
  dataDir: string
  announce: Announce
  log: Log
  observe: Observe
  now: () => number
  sights: Sights
  snapshots: { saveSnapshot(name: string): Promise<void>; deleteSnapshot(name: string): Promise<void> }
  surroundings: () => Surroundings
}): BegunUnits {
  const { dataDir, announce, log, observe, now, sights, surroundings } = options
  const units = new Map<string, BegunUnit>()
  let front: BegunUnit | null = null
  let lastActivity = 0

  const save = ({ file, current, snapshots, run }: BegunUnit): void => {
    file.write({ version: 1, current, snapshots, steps: run.records() }).catch((error: unknown) => log.warn(`progress is not saved: ${String(error)}`))
  }

  const progressed = (unit: BegunUnit, changed: StepStatus[], isKept = true): void => {
    if (unit === front) announce('course', 'progressed', progressOf(unit, changed))
    if (isKept) save(unit)
  }

  const stir = (): void => {
    const passed = performance.now() - lastActivity
    lastActivity += passed
    if (front?.current == null || passed > IDLE_MS) return
    front.run.change(front.current, (record) => ({ ...record, spentMs: record.spentMs + passed }))
  }

  const open = async (id: string): Promise<BegunUnit | null> => {
    const { classroom, library } = surroundings()
    const entry = library.find(({ listing }) => listing.id === id)
    const kept = units.get(id)
    if (kept !== undefined || classroom === null || !entry?.unit) return kept ?? null
    const file = progressFile({ dataDir, classroom: classroom.id, user: userInfo().username, unit: id, log })
    const saved = await file.read()
    const { openUnit } = await import('./open-unit')
    const { loggedInAs } = surroundings()
    const opened = await openUnit({
      unit: entry.unit,
      problems: entry.listing.problems,
      classroom,
      manifestFolder: join(dataDir, 'manifests'),
      records: notLaterThan(now(), saved.steps),
      now,
      loggedInAs,
      observe,
      sights,
      onChanged(changed, isKept) {
        const own = units.get(id)
        if (own) progressed(own, changed, isKept)
      },
    })
    const current = saved.current !== null && opened.run.steps.has(saved.current) ? saved.current : firstOpenStep(opened)
    const next: BegunUnit = { ...opened, id, file, current, snapshots: saved.snapshots }
    units.set(id, next)
    // Who has logged in while the unit was read was told to those that stood.
    const since = surroundings().loggedInAs
    if (since !== loggedInAs) next.run.setLoggedInAs(since)
    return next
  }

  const begin = (step: string): void => {
    if (front === null) return
    front.run.begin(step)
    if (surroundings().classroom?.kind === 'practice' && !front.snapshots.includes(step) && front.run.steps.get(step)?.doneAt === null) void keepBeginning(front, step)
  }

  const keepBeginning = async (unit: BegunUnit, step: string): Promise<void> => {
    try {
      await options.snapshots.saveSnapshot(snapshotName(unit.id, step))
      const dropped = unit.snapshots.slice(0, Math.max(0, unit.snapshots.length + 1 - MAX_SNAPSHOTS))
      unit.snapshots = [...unit.snapshots.filter((id) => !dropped.includes(id)), step]
      progressed(unit, [])
      for (const old of dropped) await options.snapshots.deleteSnapshot(snapshotName(unit.id, old))
    } catch (error) {
      log.warn(`the beginning of step ${step} is not kept: ${String(error)}`)
    }
  }

  return {
    get front() {
      return front
    },
    all: () => [...units.values()],
    current() {
      if (front === null) throw new AppFailure({ kind: 'course.none' })
      return front
    },
    open,
    async bringToFront(id) {
      stir()
      front = id === null ? null : await open(id)
      lastActivity = performance.now()
      if (front?.current != null) begin(front.current)
    },
    begin,
    stir,
    progressed: (unit, changed) => progressed(unit, changed),
    keepLatest() {
      const begun = [...units.keys()].filter((id) => id !== front?.id)
      const all = front === null ? begun : [...begun, front.id]
      for (const dropped of all.slice(0, -MAX_BEGUN)) {
        units.get(dropped)?.run.dispose()
        units.delete(dropped)
      }
      return { front: front?.id ?? null, begun: all.slice(-MAX_BEGUN) }
    },
    async leaveAll() {
      stir()
      const left = [...units.values()]
      units.clear()
      front = null
      for (const each of left) {
        save(each)
        each.run.dispose()
      }
      await Promise.all(left.map(({ file }) => file.flush()))
    },
  }
}

/** What the window shows of a unit, with those `steps` that have changed. */
export function progressOf({ id, current, run, counted, snapshots }: BegunUnit, steps: StepStatus[]): UnitProgress {
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
export function snapshotName(unit: string, step: string): string {
  return `guide-${unit}-${step}`.toLowerCase().slice(0, 62)
}
