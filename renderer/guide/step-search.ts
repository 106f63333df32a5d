import { matchScore } from '../../core/find'
import type { Command, EntrySearch } from '../commands'
import { changeLayout } from '../layout'
import { openStep, useGuide } from './store'

/** The steps of the open unit by their titles, or by their ids such as `D3`. */
export const stepSearch: EntrySearch = {
  find: (query) => allSteps().filter(({ title }) => matchScore(title, query) !== null),
  recall: (id) => allSteps().find((step) => step.id === id) ?? null,
}

function allSteps(): Command[] {
  const content = useGuide.getState().course?.content
  if (!content) return []
  return content.sections.flatMap(({ steps }) =>
    steps.map((step): Command => ({ id: `step|${content.id}|${step.id}`, title: `${step.id} ${step.title}`, group: `Step of ${content.title}`, run: () => show(step.id) })),
  )
}

function show(step: string): void {
  changeLayout({ guideShown: true, side: 'guide' })
  void openStep(step)
}
