import type { Classroom, UnitContent, UnitProblem } from '../../core/contract'
import { compileStep, type Deeds, type StepRecord, type StepStatus } from '../../core/course'
import { commandLines } from '../../core/terminal'
import { contentOf, stepsFor, stepVariables } from './content'
import type { LoadedUnit } from './load-unit'
import { compilePattern } from './pattern'
import type { Observe } from './standing-terms'
import { runUnit, type UnitRun } from './unit-run'

export { pathInside } from './load-unit'
export { readLibrary } from './library'

export interface OpenUnit {
  content: UnitContent
  run: UnitRun
  /** Ids of the steps that count for the unit's progress. */
  counted: ReadonlySet<string>
}

/** Fills a unit in for a classroom and lets its checks stand. */
export async function openUnit(options: {
  unit: LoadedUnit
  problems: UnitProblem[]
  classroom: Classroom
  manifestFolder: string
  records: Readonly<Record<string, StepRecord>>
  loggedInAs: string | null
  observe: Observe
  sights: Pick<Deeds, 'sights' | 'consoles'>
  onChanged: (changed: StepStatus[], isKept: boolean) => void
  /** Never runs backwards; the clock on the wall where nothing is given. */
  now?: () => number
}): Promise<OpenUnit> {
  const { unit, classroom, records, loggedInAs, observe, sights, onChanged, now } = options
  const content = await contentOf(options)
  const sources = stepsFor(unit, classroom)
  const lines = new Map(content.sections.flatMap(({ steps }) => steps).map(({ id, commands, solution }) => [id, [...commands, ...solution].flatMap(({ text }) => commandLines(text))]))
  const known = new Set(sources.map(({ id }) => id))
  const steps = sources.map((step) => {
    const terms = compileStep(step, stepVariables(unit, step, classroom), compilePattern)
    // A step that this classroom leaves out cannot be waited for.
    return { ...terms, after: terms.after.filter((id) => known.has(id)) }
  })
  const run = runUnit({ steps, records, loggedInAs, observe, sights, onChanged, ...(now && { now }), linesOf: (step) => lines.get(step) ?? [] })
  return { content, run, counted: new Set(sources.filter(({ optional }) => !optional).map(({ id }) => id)) }
}
