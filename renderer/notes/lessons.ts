import { create } from 'zustand'
import { main } from '../border'

interface Lessons {
  /** Titles by id. */
  units: ReadonlyMap<string, string>
  /** Those of the unit that is open. */
  steps: readonly { unit: string; step: string; title: string }[]
}

/** What notes and links call by ids. Until main has answered, nothing is known of it. */
export const useLessons = create<Lessons>(() => ({ units: new Map(), steps: [] }))

export async function readLessons(): Promise<void> {
  const answer = await main.course.get()
  if (!answer.ok) return
  const { units, content } = answer.value
  useLessons.setState({
    units: new Map(units.map(({ id, title }) => [id, title])),
    steps: content?.sections.flatMap((section) => section.steps.map(({ id: step, title }) => ({ unit: content.id, step, title }))) ?? [],
  })
}

/** A unit's title; its id where the classroom does not have it any more. */
export function useUnitTitle(): (unit: string) => string {
  const units = useLessons((lessons) => lessons.units)
  return (unit) => units.get(unit) ?? unit
}

/** `Unit 1: OpenShift Virtualization, step D6`; empty where neither is given. */
export function useLessonWords(unit: string | null, step: string | null): string {
  const titleOf = useUnitTitle()
  return [unit === null ? null : titleOf(unit), step === null || step === '' ? null : `step ${step}`].filter(Boolean).join(', ')
}
