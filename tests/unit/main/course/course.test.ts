import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppFailure, type Classroom, type CourseState } from '../../../../core/contract'
import { type Course, createCourse } from '../../../../main/course/course'
import { createTestLog } from '../session/servers'
import { until } from '../../until'

const shippedUnits = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'units')
const unit = 'openshift-virtualization'

let dataDir: string
let courses: Course[]
const reset = vi.fn(() => Promise.resolve())

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lc-course-'))
  courses = []
  reset.mockClear()
})
afterEach(async () => {
  await Promise.all(courses.map((course) => course.dispose()))
  await rm(dataDir, { recursive: true, force: true })
})

/** A program without a cluster: what checks ask is never answered. */
function start({ systemUnits = '/nowhere', checkSolving = async () => {} }: { systemUnits?: string; checkSolving?: () => Promise<void> } = {}): Course {
  const course = createCourse({
    dataDir,
    shippedUnits,
    systemUnits: async () => systemUnits,
    checkSolving,
    announce: () => {},
    log: createTestLog(),
    observe: (_query, listener) => {
      listener({ state: 'waiting', message: 'no connection', objects: [], changes: null })
      return { dispose: () => {} }
    },
    retry: () => {},
    loginBy: () => Promise.resolve(false),
    runLines: () => Promise.reject(new Error('nothing is run here')),
    practice: { reset, saveSnapshot: () => Promise.resolve(), restoreSnapshot: () => Promise.resolve(), deleteSnapshot: () => Promise.resolve() },
    openFolder: () => Promise.resolve(),
  })
  courses.push(course)
  return course
}

const classroom = (id: string, kind: Classroom['kind'] = 'file'): Classroom => ({
  id,
  title: id,
  kind,
  apiUrl: 'https://api.ocp4.example.com:6443',
  consoleUrl: null,
  nodes: { master: 3, worker: 2 },
  users: [{ name: 'admin', role: null, hint: null }],
  machines: [],
  guests: [],
  units: [unit],
  managed: false,
  file: null,
})

async function state({ handlers }: Course): Promise<CourseState> {
  return handlers.calls.get(undefined)
}
const stateOf = ({ progress }: CourseState, step: string) => progress?.steps.find(({ id }) => id === step)?.state
/** What happens together is judged together, a moment later. */
const becomes = (course: Course, step: string, wanted: string) => until(async () => expect(stateOf(await state(course), step)).toBe(wanted))

test('progress is kept for each classroom, and is there after the program was started anew', async () => {
  const first = start()
  first.enter(classroom('one'))
  await state(first)
  await first.handlers.calls.mark({ step: 'B2', as: 'done' })
  await becomes(first, 'B2', 'done')
  first.enter(classroom('two'))
  expect(stateOf(await state(first), 'B2')).toBe('todo')
  await first.dispose()

  const second = start()
  second.enter(classroom('one'))
  expect(stateOf(await state(second), 'B2')).toBe('done')
})

test('without a cluster the unit can be read, its questions answered, and its checks say that they wait', async () => {
  const course = start()
  course.enter(classroom('one'))
  const { content, progress } = await state(course)
  expect(content?.sections.flatMap(({ steps }) => steps).every(({ why }) => why !== '')).toBe(true)
  expect(progress?.steps.find(({ id }) => id === 'B1')?.checks.map(({ verdict }) => verdict)).toContainEqual({ kind: 'waiting', message: 'no connection' })
  for (const { id, answer } of content?.sections.flatMap(({ steps }) => steps).find(({ id }) => id === 'C1')?.quiz ?? []) await course.handlers.calls.answer({ step: 'C1', question: id, options: answer })
  await becomes(course, 'C1', 'done')
})

test('a section sets the practice classroom up only there, and its steps begin anew', async () => {
  const real = start()
  real.enter(classroom('one'))
  await state(real)
  await expect(real.handlers.calls.setUp({ section: 'D' })).rejects.toMatchObject({ error: { kind: 'course.none' } })
  expect(reset).not.toHaveBeenCalled()

  const practice = start()
  practice.enter(classroom('practice', 'practice'))
  await state(practice)
  for (const step of ['C3', 'D3']) {
    await practice.handlers.calls.mark({ step, as: 'done' })
    await becomes(practice, step, 'done')
  }
  await practice.handlers.calls.setUp({ section: 'D' })
  expect(reset).toHaveBeenCalledWith('absent')
  await becomes(practice, 'D3', 'todo')
  expect(stateOf(await state(practice), 'C3')).toBe('done')
})

test('marks that would be painted over what stands around are cut off in a unit’s words, and its commands stay as they are', async () => {
  const own = join(dataDir, 'units', 'mine')
  await cp(join(shippedUnits, unit), own, { recursive: true })
  const marks = '\u0301'.repeat(200)
  const file = join(own, 'unit.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('title: Become admin on the cluster', `title: Become${marks} admin`).replace('run: oc login -u admin ${apiUrl}', `run: echo a${marks}`))
  const course = start()
  course.enter(classroom('practice', 'practice'))
  const first = (await state(course)).content?.sections[0]?.steps[0]
  expect(first?.title).toBe(`Become${marks.slice(0, 6)}\ufffd admin`)
  expect(first?.commands[0]?.text).toBe(`echo a${marks}`)
})

test('of a unit’s files the window gets pictures, and nothing that only bears a picture’s name', async () => {
  const own = join(dataDir, 'units', 'mine')
  await cp(join(shippedUnits, unit), own, { recursive: true })
  await writeFile(join(own, 'script.js'), '')
  await writeFile(join(own, 'real.svg'), '')
  await symlink('script.js', join(own, 'false.svg'))
  const course = start()
  course.enter(classroom('practice', 'practice'))
  await state(course)
  expect(await course.fileOf(unit, 'real.svg')).toMatch(/real\.svg$/)
  for (const name of ['script.js', 'false.svg', 'none.svg', '../mine/../../state.svg']) expect(await course.fileOf(unit, name)).toBeNull()
})

test('a step is not solved where the administrator forbids it, and units of the administrator’s are there', async () => {
  const refusal = new AppFailure({ kind: 'policy.forbidden', lock: 'forbidSolutions', contact: null })
  const systemUnits = join(dataDir, 'system-units')
  await cp(join(shippedUnits, unit), join(systemUnits, 'room-12'), { recursive: true })
  const file = join(systemUnits, 'room-12', 'unit.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^id: .*$/m, 'id: room-12').replace(/^title: .*$/m, 'title: What Room 12 does'))
  const course = start({ systemUnits, checkSolving: () => Promise.reject(refusal) })
  course.enter(classroom('practice', 'practice'))
  const { units } = await state(course)
  expect(units.find(({ id }) => id === 'room-12')).toMatchObject({ title: 'What Room 12 does', source: 'system', problems: [] })
  await expect(course.handlers.calls.solve({ step: 'B1' })).rejects.toBe(refusal)
  expect((await state(course)).progress?.steps.find(({ id }) => id === 'B1')).toMatchObject({ state: 'todo' })
})
