import { type Effect, foldResource, type ObservedObjects, type ResourceFold, type ResourceTerm, resourceTerms, type StepTerms, type TermQuery } from '../../core/course'

export type Observe = (query: TermQuery, listener: (observed: ObservedObjects) => void) => { dispose(): void }

/** The terms of many steps, each fed by what the cluster tells. */
export interface StandingTerms {
  fold(term: ResourceTerm): ResourceFold
  dispose(): void
}

/** `onEffect` hears which step may have to be judged again. */
export function standTerms(steps: readonly StepTerms[], observe: Observe, onEffect: (step: string, effect: Effect) => void): StandingTerms {
  const folds = new Map<ResourceTerm, ResourceFold>()
  const observations: { dispose(): void }[] = []
  for (const step of steps) {
    const terms = [...step.checks, ...step.requires, ...step.mistakes].flatMap(({ term }) => resourceTerms(term))
    for (const term of terms) {
      const fold = foldResource(term)
      folds.set(term, fold)
      const tell = (effect: Effect): void => void (effect === 'none' || onEffect(step.id, effect))
      observations.push(observe(term.query, (observed) => tell(fold.take(observed))))
      const other = term.look?.sameAs
      if (other) observations.push(observe(other.query, (observed) => tell(fold.takeOther(observed))))
    }
  }
  return {
    fold(term) {
      const fold = folds.get(term)
      if (!fold) throw new Error('a term that does not stand')
      return fold
    },
    dispose() {
      for (const observation of observations) observation.dispose()
    },
  }
}
