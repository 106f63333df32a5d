import type { ClusterChange, ClusterObject } from '../../core/cluster'
import type { CourseState, JournalEntry, UnitProgress } from '../../core/contract'
import type { Lesson } from './indexing/protocol'

const MACHINES = 'virtualmachines.kubevirt.io'

/** What a machine comes to, and stays at: the words between are on the way there. */
const WORTH_WRITING = new Set(['Running', 'Stopped', 'Paused', 'CrashLoopBackOff', 'ErrorUnschedulable'])

export interface Happenings {
  courseChanged: (state: CourseState) => void
  courseProgressed: (progress: UnitProgress) => void
  clusterChanged: (change: ClusterChange) => void
  /** The unit that is open, and the step. */
  readonly unit: string | null
  readonly step: string | null
}

/** Turns what other slices tell into lines of the journal. What was so before anybody looked is no happening. */
export function createHappenings({ now, write, setLessons }: { now: () => number; write: (entry: JournalEntry) => void; setLessons: (lessons: Lesson[]) => void }): Happenings {
  const steps = new Map<string, string>()
  const machines = new Map<string, string>()
  let titles = new Map<string, string>()
  let unit: string | null = null
  let step: string | null = null
  let taught = ''

  const keyOf = ({ namespace, name }: Pick<ClusterObject, 'namespace' | 'name'>): string => `${namespace}/${name}`

  return {
    get unit() {
      return unit
    },
    get step() {
      return step
    },
    courseChanged({ content, progress }) {
      unit = content?.id ?? null
      step = progress?.current ?? null
      for (const { id, state } of progress?.steps ?? []) steps.set(`${progress?.unit}/${id}`, state)
      const lessons = content === null ? [] : lessonsOf(content)
      titles = new Map(lessons.map((lesson) => [`${lesson.unit}/${lesson.step}`, lesson.title]))
      // The state is told again with every login; the lessons are the same.
      const teaching = JSON.stringify(lessons)
      if (teaching !== taught) setLessons(lessons)
      taught = teaching
    },
    courseProgressed(progress) {
      if (progress.unit === unit) step = progress.current
      for (const { id, state } of progress.steps) {
        const key = `${progress.unit}/${id}`
        const before = steps.get(key)
        steps.set(key, state)
        if (before === undefined || before === state || (state !== 'done' && state !== 'failed' && state !== 'skipped')) continue
        write({ kind: 'step', at: now(), unit: progress.unit, step: id, title: titles.get(key) ?? id, state })
      }
    },
    clusterChanged(change) {
      if ((change.type === 'reset' || change.type === 'more') && change.kind === MACHINES) for (const machine of change.objects) machines.set(keyOf(machine), machine.status)
      if (change.type === 'gone' && change.kind === MACHINES) machines.delete(keyOf(change))
      if (change.type !== 'put' || change.object.kind !== MACHINES) return
      const { namespace, name, status } = change.object
      const before = machines.get(keyOf(change.object))
      machines.set(keyOf(change.object), status)
      if (before !== undefined && before !== status && WORTH_WRITING.has(status)) write({ kind: 'machine', at: now(), unit, namespace, name, status })
    },
  }
}

/** All that a unit says, page by page, as it is searched. */
function lessonsOf({ id, sections, glossary }: NonNullable<CourseState['content']>): Lesson[] {
  const steps = sections.flatMap((section) =>
    section.steps.map(({ id: step, title, why, reading, commands, hints }) => ({
      unit: id,
      step,
      title,
      text: [why, reading, ...commands.map(({ text }) => text), ...hints].join('\n\n'),
    })),
  )
  return [...steps, ...glossary.map(({ term, text }) => ({ unit: id, step: '', title: term, text }))]
}
