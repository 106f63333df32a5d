import { create } from 'zustand'
import type { AppError, CourseState, Result, StepContent, UnitListing, UnitProgress } from '../../core/contract'
import type { StepStatus } from '../../core/course'
import { main } from '../border'

interface Running {
  step: string
  index: number | 'solution'
}

interface GuideStore {
  /** Null until main has told. */
  course: CourseState | null
  /** By id; each keeps its identity while nothing of it changes, so that only the rows that change are drawn. */
  steps: ReadonlyMap<string, StepStatus>
  progress: Omit<UnitProgress, 'steps'> | null
  /** Sections that the student has opened or folded by hand. */
  sections: Readonly<Record<string, boolean>>
  /** The commands, and solutions, that run now: one that watches goes on in its terminal while the next step's begins in another. */
  running: readonly Running[]
  /** The last command of a step that ended well: the next one is what comes next. */
  ran: { step: string; index: number } | null
  /** The section for which the practice classroom is being set up. */
  settingUp: string | null
  /** How the last command of a step has ended, where it was not as hoped. */
  stopped: { step: string; done: number; total: number; exit: number | null } | null
  /** `step`: the step, or the section, where it happened. */
  trouble: { step: string | null; error: AppError } | null
  /** What the last reading of all units by hand has found; null when that has been seen. */
  read: { units: number; refused: readonly UnitListing[] } | null
  /** What a screen reader is told. */
  said: string
}

export const useGuide = create<GuideStore>(() => ({
  course: null,
  steps: new Map(),
  progress: null,
  sections: {},
  running: [],
  ran: null,
  settingUp: null,
  stopped: null,
  trouble: null,
  read: null,
  said: '',
}))

function take(course: CourseState): void {
  const { progress } = course
  useGuide.setState((before) => ({
    course,
    steps: new Map(progress?.steps.map((step) => [step.id, step])),
    progress: progress && withoutSteps(progress),
    ...(before.course?.content?.id !== course.content?.id && { sections: {}, running: [], ran: null, stopped: null, trouble: null }),
  }))
}

function takeProgress(news: UnitProgress): void {
  useGuide.setState((before) => {
    if (before.progress?.unit !== news.unit) return {}
    const steps = new Map(before.steps)
    for (const step of news.steps) steps.set(step.id, step)
    return { steps, progress: withoutSteps(news), said: told(before, news) ?? before.said }
  })
}

function withoutSteps({ steps: _steps, ...progress }: UnitProgress): Omit<UnitProgress, 'steps'> {
  return progress
}

/** What deserves to be said aloud: a step that is done, or went wrong. */
function told({ steps, course }: GuideStore, news: UnitProgress): string | null {
  const turned = news.steps.filter((step) => step.state !== steps.get(step.id)?.state && (step.state === 'done' || (step.state === 'failed' && step.id === news.current)))
  if (turned.length === 0) return null
  const titles = new Map(course?.content?.sections.flatMap((section) => section.steps).map(({ id, title }) => [id, title]))
  return turned.map(({ id, state, mistakes }) => `${titles.get(id) ?? id}: ${state === 'done' ? 'done' : (mistakes[0]?.title ?? 'not met')}`).join('. ')
}

async function ask<T>(step: string | null, call: Promise<Result<T>>): Promise<T | null> {
  useGuide.setState({ trouble: null, read: null })
  const answer = await call
  if (answer.ok) return answer.value
  useGuide.setState({ trouble: { step, error: answer.error } })
  return null
}

export const openUnit = async (unit: string | null): Promise<void> => void (await ask(null, main.course.openUnit({ unit })))

export async function reloadUnits(): Promise<void> {
  const course = await ask(null, main.course.reload())
  if (course !== null) useGuide.setState({ read: { units: course.units.length, refused: course.units.filter(isRefused) } })
}

/** Its files have to be mended before it can be opened. */
export function isRefused({ problems }: UnitListing): boolean {
  return problems.some(({ refuses }) => refuses)
}

export const openStep = async (step: string | null): Promise<void> => void (await ask(step, main.course.openStep({ step })))
export const checkNow = (step: string) => ask(step, main.course.checkNow({ step }))
export const mark = (step: string, as: 'done' | 'skipped' | 'todo') => ask(step, main.course.mark({ step, as }))
export const openHint = (step: string) => ask(step, main.course.openHint({ step }))
export const answer = (step: string, question: string, options: number[]) => ask(step, main.course.answer({ step, question, options }))
export const confirm = (step: string, say: string, on: boolean) => ask(step, main.course.confirm({ step, say, on }))
export const rewind = (step: string) => ask(step, main.course.rewind({ step }))
export const setInstructor = (on: boolean) => ask(null, main.course.setInstructor({ on }))
export const openOwnFolder = () => ask(null, main.course.openOwnFolder())

async function follow(step: string, index: number | 'solution', call: Promise<Result<{ done: number; total: number; exit: number | null }>>): Promise<void> {
  const begun: Running = { step, index }
  useGuide.setState(({ running }) => ({ running: [...running, begun], stopped: null }))
  const ended = await ask(step, call)
  useGuide.setState(({ running }) => ({ running: running.filter((each) => each !== begun), stopped: ended === null || ended.exit === 0 ? null : { step, ...ended } }))
  if (index !== 'solution' && ended?.exit === 0) useGuide.setState({ ran: { step, index } })
}

export function useIsRunning(step: string, index: number | 'solution'): boolean {
  return useGuide(({ running }) => running.some((each) => each.step === step && each.index === index))
}

export const runCommand = (step: string, index: number) => follow(step, index, main.course.run({ step, index }))
export const solve = (step: string) => follow(step, 'solution', main.course.solve({ step }))

export async function setUpSection(section: string): Promise<void> {
  useGuide.setState({ settingUp: section })
  await ask(section, main.course.setUp({ section }))
  useGuide.setState({ settingUp: null })
}

export function copy(text: string): void {
  void main.app.copyText({ text })
}

export function dismissTrouble(): void {
  useGuide.setState({ trouble: null })
}

export function dismissRead(): void {
  useGuide.setState({ read: null })
}

export function toggleSection(id: string, open: boolean): void {
  useGuide.setState(({ sections }) => ({ sections: { ...sections, [id]: open } }))
}

export function stepNamed(id: string): StepContent | null {
  return useGuide.getState().course?.content?.sections.flatMap(({ steps }) => steps).find((step) => step.id === id) ?? null
}

/** The step that comes after, for the button that goes on. */
export function stepAfter(id: string): string | null {
  const steps = useGuide.getState().course?.content?.sections.flatMap((section) => section.steps) ?? []
  return steps[steps.findIndex((step) => step.id === id) + 1]?.id ?? null
}

let started = false

/** Follows main, from the first time that the guide's code is there. */
export function startGuide(): void {
  if (started) return
  started = true
  main.course.on.changed(take)
  main.course.on.progressed(takeProgress)
  void main.course.get().then((state) => {
    if (state.ok) take(state.value)
  })
}
