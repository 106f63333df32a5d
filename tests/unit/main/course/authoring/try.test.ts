import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTryPlan } from '../../../../../main/course/authoring/try-plan'
import { type StepTrial, tryUnit } from '../../../../../main/course/authoring/try-unit'
import { loadUnit } from '../../../../../main/course/load-unit'

const root = join(import.meta.dirname, '..', '..', '..', '..', '..')
const folder = join(root, 'resources', 'units', 'openshift-virtualization')
const program = join(root, 'out', 'practice')

// Two installations, four starts of a guest and two probes that wait ten seconds in vain; three times that on a busy machine.
const WITHIN_MS = 12 * 60_000

test('Unit 1 is what it says: each step begins undone, is done by its solution, and knows its mistakes', { timeout: WITHIN_MS }, async () => {
  expect(existsSync(join(program, 'main.cjs')), 'the practice classroom is built').toBe(true)
  const { unit } = await loadUnit(folder)
  if (unit === null) throw new Error('Unit 1 cannot be read')
  const plan = await readTryPlan(folder)
  const trials: StepTrial[] = []
  await tryUnit({ unit, plan, program, until: null, onStep: (trial) => trials.push(trial) })

  expect(trials.flatMap(({ step, findings }) => findings.filter(({ ok }) => !ok).map(({ what }) => `${step}: ${what}`))).toEqual([])
  expect(trials.map(({ step }) => step)).toEqual(unit.source.sections.flatMap(({ steps }) => steps.map(({ id }) => id)))
  const mistakes = unit.source.sections.flatMap(({ steps }) => steps.flatMap((step) => step.mistakes)).length
  expect(trials.flatMap(({ findings }) => findings).filter(({ what }) => what.startsWith('recognises'))).toHaveLength(mistakes)
})
