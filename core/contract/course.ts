import { z } from 'zod'
import type { StepStatus } from '../course'
import { call, news } from './define'
import type { FileProblem } from './errors'

/** A finding in one of a unit's files. `refuses`: the unit cannot be opened before it is mended. */
export interface UnitProblem extends FileProblem {
  /** Inside of the unit's folder. */
  file: string
  refuses: boolean
}

/** A unit in the list, readable or not. */
export interface UnitListing {
  id: string
  title: string
  /** Markdown. */
  summary: string
  folder: string
  source: 'shipped' | 'system' | 'own'
  /** The classroom names it. */
  ofClassroom: boolean
  problems: UnitProblem[]
}

export interface CommandContent {
  /** As it is typed, variables filled in. */
  text: string
  /** The identity whose terminal it goes to; null where the classroom has none of that name, so that it can only be copied. */
  user: string | null
  /** The unit's own word for who runs it; null for whoever is logged in. */
  as: string | null
  /** The manifest that the command applies. */
  manifest: { name: string; text: string } | null
  expect: string | null
}

interface PictureContent {
  /** A picture that the program draws, or the address of a file of the unit. */
  source: { name: string } | { url: string }
  alt: string
  caption: string | null
}

export interface QuestionContent {
  id: string
  question: string
  options: string[]
  several: boolean
  /** Numbers of the right options, from 1, and why: shown after the answer. */
  answer: number[]
  because: string
}

/** What a step says; texts are Markdown, variables filled in. */
export interface StepContent {
  id: string
  title: string
  minutes: number
  optional: boolean
  why: string
  reading: string
  commands: CommandContent[]
  hints: string[]
  solution: CommandContent[]
  quiz: QuestionContent[]
  pictures: PictureContent[]
}

export interface UnitContent {
  id: string
  title: string
  summary: string
  introduction: string
  conclusion: string
  prerequisites: string[]
  /** The base of relative pictures in the texts. */
  filesUrl: string
  /** `setUp`: the practice classroom can be put to where the section begins. */
  sections: { id: string; title: string; setUp: boolean; steps: StepContent[] }[]
  glossary: { id: string; term: string; text: string }[]
  problems: UnitProblem[]
}

/** How far the student is in the open unit. */
export interface UnitProgress {
  unit: string
  /** The step that is open; null before the first. */
  current: string | null
  done: number
  total: number
  spentMs: number
  /** The steps that can be gone back to: the practice classroom has a snapshot of their beginning. */
  snapshots: string[]
  /** By id; in news, those that changed. */
  steps: StepStatus[]
}

export interface CourseState {
  classroom: string | null
  /** The practice classroom can be put back and solved. */
  practice: boolean
  units: UnitListing[]
  /** Where the student's own units lie. */
  ownFolder: string
  instructor: boolean
  content: UnitContent | null
  progress: UnitProgress | null
}

const unit = z.string().max(64)
const step = z.string().max(64)

export const course = {
  calls: {
    get: call(z.undefined()).returns<CourseState>(),
    /** Reads the units again: a trainer has changed one. */
    reload: call(z.undefined()).returns<CourseState>(),
    openUnit: call(z.object({ unit: unit.nullable() })).returns<CourseState>(),
    /** The step that the student looks at; null folds all of them. */
    openStep: call(z.object({ step: step.nullable() })).returns<void>(),
    /** Types a command of the step, or its solution, into the terminal of its identity. Answers when it has ended. */
    run: call(z.object({ step, index: z.number().int().min(0).max(100) })).returns<{ done: number; total: number; exit: number | null }>(),
    solve: call(z.object({ step })).returns<{ done: number; total: number; exit: number | null }>(),
    checkNow: call(z.object({ step })).returns<void>(),
    mark: call(z.object({ step, as: z.enum(['done', 'skipped', 'todo']) })).returns<void>(),
    openHint: call(z.object({ step })).returns<void>(),
    answer: call(z.object({ step, question: z.string().max(64), options: z.array(z.number().int().min(1).max(10)).max(10) })).returns<void>(),
    confirm: call(z.object({ step, say: z.string().max(300), on: z.boolean() })).returns<void>(),
    /** Puts the practice classroom back to where the step began. */
    rewind: call(z.object({ step })).returns<void>(),
    /** Puts the practice classroom to where a section begins; what was made in it is gone. */
    setUp: call(z.object({ section: z.string().max(64) })).returns<void>(),
    setInstructor: call(z.object({ on: z.boolean() })).returns<void>(),
    openOwnFolder: call(z.undefined()).returns<void>(),
  },
  news: {
    /** The list of units, or the open unit, is another. */
    changed: news<CourseState>(),
    /** Steps of the open unit have changed. */
    progressed: news<UnitProgress>(),
  },
  streams: {},
}
