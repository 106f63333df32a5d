import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFirstUnit } from '../../../../../main/course/authoring/first-unit'
import { reviewUnit } from '../../../../../main/course/authoring/review-unit'
import { tryUnit } from '../../../../../main/course/authoring/try-unit'

let parent: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'lc-first-unit-'))
})

afterEach(() => rm(parent, { recursive: true, force: true }))

// A practice classroom starts and three commands run: ten seconds, on a busy machine several times that.
const WITHIN_MS = 120_000

test('a first unit has no problems, and is played by students who are logged in although it says nothing of that', { timeout: WITHIN_MS }, async () => {
  const folder = join(parent, 'my-unit')
  expect(await writeFirstUnit(folder)).toMatchObject({ ok: true })
  const { unit, problems } = await reviewUnit(folder)
  expect(problems).toEqual([])
  if (unit === null) throw new Error('it cannot be read')
  expect(unit.source).toMatchObject({ id: 'my-unit', variables: { project: 'my-unit-lab' } })
  const trials = await tryUnit({ unit, plan: { kind: 'UnitTrial', version: 1, steps: {} }, program: resolve('out', 'practice'), until: null, onStep: () => {} })
  expect(trials.map(({ step, findings }) => [step, findings.filter(({ ok }) => !ok)])).toEqual([['A1', []], ['A2', []], ['A3', []]])
})

test('writes over nothing, and takes no name that could not be an id', async () => {
  await writeFile(join(parent, 'mine.txt'), 'x')
  expect(await writeFirstUnit(parent)).toMatchObject({ ok: false })
  expect(await readdir(parent)).toEqual(['mine.txt'])
  expect(await writeFirstUnit(join(parent, 'My Unit'))).toEqual({ ok: false, message: 'the folder’s name becomes the unit’s id: small letters, digits and dashes' })
})
