import type { CompilePattern } from './pattern'
import type { StepTerms } from './step'
import { type Check, compileCheck, compileTerm } from './term'
import type { CheckSource, StepSource } from './unit'
import { fillIn, type Variables } from './variables'

/** Fills in what a step is judged by. Throws for a pattern that RE2 does not know once it is filled in. */
export function compileStep(step: StepSource, variables: Variables, pattern: CompilePattern): StepTerms {
  const compiling = { variables, pattern }
  const check = (source: CheckSource): Check => compileCheck(source, compiling)
  return {
    id: step.id,
    optional: step.optional,
    after: step.requires.filter((required) => typeof required === 'string'),
    requires: step.requires.filter((required) => typeof required !== 'string').map(check),
    checks: step.checks.map(check),
    mistakes: step.mistakes.map((mistake) => ({ title: mistake.title, text: fillIn(mistake.text, variables), term: compileTerm(mistake.check, compiling) })),
  }
}
