import { act } from '@testing-library/react'
import type { CourseState, StepContent, UnitContent } from '../../../core/contract'
import type { StepStatus } from '../../../core/course'
import type { FakeMain } from '../../fakes/window-app'

export const content = (id: string, more: Partial<StepContent> = {}): StepContent => ({
  id,
  title: `Title of ${id}`,
  minutes: 3,
  optional: false,
  why: '',
  reading: '',
  commands: [],
  hints: [],
  solution: [],
  quiz: [],
  pictures: [],
  ...more,
})

export const status = (id: string, more: Partial<StepStatus> = {}): StepStatus => ({
  id,
  state: 'todo',
  doneAt: null,
  how: null,
  checks: [],
  missing: [],
  before: false,
  undone: false,
  tried: false,
  mistakes: [],
  hints: 0,
  answers: {},
  spentMs: 0,
  startedAt: null,
  changedAt: null,
  ...more,
})

export const check = (say: string, verdict: StepStatus['checks'][number]['verdict']): StepStatus['checks'][number] => ({ say, verdict, confirmable: false, confirmed: false })

interface Lesson {
  steps: StepContent[]
  statuses?: StepStatus[]
  current?: string | null
  unit?: Partial<UnitContent>
  state?: Partial<CourseState>
  spentMs?: number
  snapshots?: string[]
}

/** What main tells of a unit of one section. */
export function lesson({ steps, statuses = [], current = steps[0]?.id ?? null, unit = {}, state = {}, spentMs = 0, snapshots = [] }: Lesson): CourseState {
  const all = steps.map(({ id }) => statuses.find((each) => each.id === id) ?? status(id))
  return {
    classroom: 'practice',
    practice: true,
    units: [],
    ownFolder: '/units',
    instructor: false,
    content: {
      id: 'unit',
      title: 'A unit',
      summary: '',
      introduction: '',
      conclusion: '',
      prerequisites: [],
      filesUrl: 'app://lab-companion/units/unit/',
      sections: [{ id: 'S', title: 'Section', setUp: false, steps }],
      glossary: [],
      problems: [],
      ...unit,
    },
    progress: { unit: 'unit', current, done: all.filter(({ state }) => state === 'done' || state === 'skipped').length, total: all.length, spentMs, snapshots, steps: all },
    ...state,
  }
}

/** Main tells of another state of the course. */
export function tell(main: FakeMain, course: CourseState): void {
  act(() => main.announce('course', 'changed', course))
}
