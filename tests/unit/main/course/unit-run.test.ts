import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type CommandFact, compileStep, type ObservedObjects, type StepStatus, unitSchema } from '../../../../core/course'
import { compilePattern } from '../../../../main/course/pattern'
import { keepSights, type Sights } from '../../../../main/course/sights'
import { runUnit, type UnitRun } from '../../../../main/course/unit-run'

const vm = { group: 'kubevirt.io', kind: 'VirtualMachine', namespace: 'lab', name: 'rhel9' }
const running = { say: 'It is Running', resource: vm, path: '.status.printableStatus', equals: 'Running', within: '5m' }
const stopped = { say: 'It is Stopped', resource: vm, path: '.status.printableStatus', equals: 'Stopped' }

let cluster: ((observed: ObservedObjects) => void)[]
let runs: UnitRun[]
let sights: Sights

beforeEach(() => {
  cluster = []
  runs = []
  vi.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] })
  sights = keepSights()
})

afterEach(() => {
  for (const run of runs) run.dispose()
  vi.useRealTimers()
})

function start(steps: object[], records = {}): UnitRun {
  const unit = unitSchema.parse({ kind: 'Unit', version: 1, id: 'u', title: 'U', summary: 's', sections: [{ id: 'A', title: 'A', steps: steps.map((step, index) => ({ id: `A${index + 1}`, title: 'x', minutes: 1, ...step })) }] })
  const run = runUnit({
    steps: unit.sections[0]!.steps.map((step) => compileStep(step, {}, compilePattern)),
    records,
    loggedInAs: null,
    observe: (_query, listener) => {
      cluster.push(listener)
      listener({ state: 'waiting', message: null, objects: [], changes: null })
      return { dispose: () => void cluster.splice(cluster.indexOf(listener), 1) }
    },
    sights,
    linesOf: (step) => (step === 'A1' ? ['virtctl start rhel9'] : []),
    onChanged: () => {},
  })
  runs.push(run)
  return run
}

function show(status: string | null): void {
  const objects = status === null ? [] : [{ metadata: { name: 'rhel9', namespace: 'lab' }, status: { printableStatus: status } }]
  for (const listener of cluster) listener({ state: 'live', message: null, objects, changes: null })
  vi.advanceTimersByTime(1)
}

const step = (run: UnitRun, id = 'A1'): StepStatus => run.steps.get(id)!
const command = (text: string, more: Partial<CommandFact> = {}): CommandFact => ({ command: text, user: 'admin', exit: 0, output: '', endedAt: Date.now(), ...more })

test('a step ticks by itself when its checks come true', () => {
  const run = start([{ checks: [running] }])
  expect(step(run)).toMatchObject({ state: 'todo', checks: [{ verdict: { kind: 'waiting' } }] })
  show('Stopped')
  run.begin('A1')
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('todo')
  show('Running')
  expect(step(run)).toMatchObject({ state: 'done', how: 'checks' })
})

test('a step that was true before says so, can be skipped, and ticks after it was untrue in between', () => {
  const run = start([{ checks: [running] }])
  show('Running')
  expect(step(run)).toMatchObject({ state: 'todo', before: true })
  show('Stopped')
  expect(step(run).before).toBe(false)
  show('Running')
  expect(step(run).state).toBe('done')
})

test('a step that is undone later says so and stays done', () => {
  const run = start([{ checks: [running] }])
  show('Stopped')
  show('Running')
  expect(step(run)).toMatchObject({ state: 'done', undone: false })
  show('Stopped')
  expect(step(run)).toMatchObject({ state: 'done', undone: true })
})

test('a witnessed check stays true', () => {
  const run = start([{ checks: [{ ...running, mode: 'witnessed' }, stopped] }])
  show('Stopped')
  show('Running')
  show('Stopped')
  expect(step(run).state).toBe('done')
  expect(start([{ checks: [{ ...running, mode: 'witnessed' }, stopped] }], run.records()).steps.get('A1')?.state).toBe('done')
})

test('a step waits for what it requires, and what was true by then counts as true before', () => {
  const run = start([{ checks: [running] }, { requires: ['A1'], checks: [stopped] }])
  show('Stopped')
  expect(step(run, 'A2')).toMatchObject({ state: 'todo', missing: [{ step: 'A1' }] })
  show('Running')
  expect(step(run, 'A2')).toMatchObject({ missing: [], before: false })
  show('Stopped')
  expect(step(run, 'A2').state).toBe('done')
})

test('what the cluster shows counts as done for later steps, but not before what it builds upon', () => {
  const exists = { say: 'It exists', resource: vm }
  const run = start([{ checks: [exists] }, { requires: ['A1'], checks: [running] }, { requires: ['A2'], checks: [stopped] }, { requires: ['A3'], checks: [running] }])
  show('Stopped')
  expect(step(run, 'A1')).toMatchObject({ state: 'todo', before: true })
  expect(step(run, 'A2').missing).toEqual([])
  expect(step(run, 'A4').missing).toEqual([{ step: 'A3' }])
  show('Running')
  expect(step(run, 'A2').state).toBe('done')
  expect(step(run, 'A4').state).toBe('todo')
  show('Stopped')
  expect(step(run, 'A3').state).toBe('done')
  show('Running')
  expect(step(run, 'A4').state).toBe('done')
})

test('what goes with all that a step builds upon was not done by who has not begun it, and is by who has', () => {
  const gone = { say: 'It is gone', resource: vm, absent: true }
  const run = start([{ checks: [running] }, { requires: ['A1'], checks: [gone] }])
  show('Running')
  expect(step(run, 'A2')).toMatchObject({ state: 'todo', missing: [] })
  show(null)
  expect(step(run, 'A2')).toMatchObject({ doneAt: null, missing: [{ step: 'A1' }] })

  run.begin('A2')
  show('Running')
  show(null)
  expect(step(run, 'A2').state).toBe('done')
})

test('“not met” is “not yet” until its time is over, counted from the last thing that was done', () => {
  const run = start([{ checks: [running] }])
  show('Stopped')
  run.begin('A1')
  vi.advanceTimersByTime(4 * 60_000)
  run.commandFinished(command('virtctl start rhel9'), 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'checking', checks: [{ verdict: { kind: 'not-yet', expected: 'Running', found: 'Stopped' } }] })
  vi.advanceTimersByTime(4 * 60_000)
  expect(step(run).state).toBe('checking')
  vi.advanceTimersByTime(60_001)
  expect(step(run)).toMatchObject({ state: 'failed', checks: [{ verdict: { kind: 'not-met' } }] })
})

test('a mistake shows its own words until the right thing is done', () => {
  const mistakes = [{ title: 'oc has no start', check: { command: { pattern: '^oc start', exit: 'failure' } }, text: 'Use virtctl.' }]
  const run = start([{ checks: [running], mistakes }])
  show('Stopped')
  run.begin('A1')
  run.commandFinished(command('oc start vm rhel9', { exit: 1 }), 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'failed', mistakes: [{ title: 'oc has no start', text: 'Use virtctl.' }] })
  vi.advanceTimersByTime(1_000)
  run.commandFinished(command('virtctl start rhel9'), 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'checking', mistakes: [] })
})

test.each([
  [{ pattern: '^oc get nodes' }, command('oc get nodes'), true],
  [{ pattern: '^oc get nodes' }, command('oc get nodes', { exit: 1 }), false],
  [{ pattern: '^oc get nodes', exit: 'any' }, command('oc get nodes', { exit: 1 }), true],
  [{ pattern: '^oc get nodes', exit: 'failure', output: 'forbidden' }, command('oc get nodes', { exit: 1, output: 'Error: nodes is forbidden' }), true],
  [{ pattern: '^oc get nodes', as: 'developer' }, command('oc get nodes'), false],
  [{ pattern: '^oc get nodes', output: '^GET .* 200' }, command('oc get nodes', { output: 'I1\nGET https://x 200 OK' }), true],
])('a command check %j', (check, fact, met) => {
  const run = start([{ checks: [{ say: 'It was run', command: check }] }])
  run.begin('A1')
  run.commandFinished(fact, 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run).state === 'done').toBe(met)
})

test('a command that was not run is to do, and no failure of those that were', () => {
  const run = start([{ checks: [{ say: 'First', command: { pattern: '^oc whoami$' } }, { say: 'Second', command: { pattern: '^oc get nodes' } }] }])
  run.begin('A1')
  vi.advanceTimersByTime(1)
  run.commandFinished(command('oc whoami'), 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'todo', tried: true, checks: [{ verdict: { kind: 'met' } }, { verdict: { kind: 'to-do' } }] })
  run.commandFinished(command('oc get nodes', { exit: 1 }), 'A1')
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'failed', checks: [{}, { verdict: { kind: 'not-met', expected: 'exit 0', found: 'exit 1' } }] })
})

test('what the cluster shows or a command would have shown was true before, as long as nobody has looked', () => {
  const run = start([{ checks: [{ say: 'Either', any: [{ command: { pattern: '^oc whoami$' } }, { resource: vm, path: '.status.printableStatus', equals: 'Running' }] }] }])
  run.begin('A1')
  vi.advanceTimersByTime(1)
  expect(step(run).checks[0]?.verdict.kind).toBe('waiting')
  show('Running')
  expect(step(run)).toMatchObject({ state: 'todo', before: true })
})

test('login, quiz and the student’s own word', () => {
  const quiz = [{ id: 'kernel', question: 'Who shares it?', options: ['VMs', 'Containers'], answer: 2, because: 'They do.' }]
  const run = start([{ quiz, checks: [{ say: 'Logged in', loggedInAs: 'admin' }, { say: 'Answered', quiz: 'kernel' }, { say: 'Seen', confirm: true }] }])
  run.setLoggedInAs('admin')
  run.change('A1', (record) => ({ ...record, answers: { kernel: { given: [1], right: false } } }))
  vi.advanceTimersByTime(1)
  expect(step(run).checks.map(({ verdict }) => verdict.kind)).toEqual(['met', 'not-met', 'not-met'])
  run.change('A1', (record) => ({ ...record, answers: { kernel: { given: [2], right: true } }, confirmed: ['Seen'] }))
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('done')
})

test('another identity without rights is no change of the cluster', () => {
  const run = start([{ checks: [running] }])
  for (const listener of cluster) listener({ state: 'forbidden', message: 'no', objects: [], changes: null })
  vi.advanceTimersByTime(1)
  expect(step(run).checks[0]?.verdict.kind).toBe('no-rights')
  show('Running')
  expect(step(run)).toMatchObject({ state: 'todo', before: true })
})

test('progress survives: records make the same steps again', () => {
  const first = start([{ checks: [running] }, { requires: ['A1'], checks: [stopped] }])
  show('Stopped')
  show('Running')
  const again = start([{ checks: [running] }, { requires: ['A1'], checks: [stopped] }], JSON.parse(JSON.stringify(first.records())))
  expect(again.steps.get('A1')?.state).toBe('done')
  expect(again.steps.get('A2')?.missing).toEqual([])
})

test('a thousand changes of what fails are judged a few times a second', () => {
  const run = start([{ checks: [stopped] }])
  show('Running')
  const judged = vi.spyOn(JSON, 'stringify')
  for (let change = 0; change < 1_000; change += 1) {
    for (const listener of cluster) listener({ state: 'live', message: null, objects: [], changes: [{ type: 'put', object: { metadata: { name: 'rhel9', namespace: 'lab' }, status: { printableStatus: `Odd ${change}` } } }] })
    vi.advanceTimersByTime(1)
  }
  expect(judged.mock.calls.length).toBeLessThan(20)
  expect(step(run).checks[0]?.verdict).toMatchObject({ found: expect.stringMatching(/^Odd [6-9]\d\d$/) })
  judged.mockRestore()
})

test('a page that was opened since the step began counts, and one that is still open', () => {
  const looked = { say: 'You have looked', opened: { kind: 'Node', name: 'worker01' } }
  const node = { kind: 'nodes', namespace: '', name: 'worker01' }
  const run = start([{ checks: [looked] }, { requires: ['A1'], checks: [looked] }])
  vi.advanceTimersByTime(1)
  expect(step(run)).toMatchObject({ state: 'todo', before: false })
  sights.note({ ...node, name: 'worker02' }, true)
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('todo')
  sights.note(node, true)
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('done')
  expect(step(run, 'A2')).toMatchObject({ state: 'done', before: false })
})

test('a page that was closed before the step began does not count', () => {
  const looked = { say: 'You have looked', opened: { kind: 'Node', name: 'worker01' } }
  const node = { kind: 'nodes', namespace: '', name: 'worker01' }
  const run = start([{ checks: [running] }, { requires: ['A1'], checks: [looked] }])
  sights.note(node, true)
  vi.advanceTimersByTime(1)
  sights.note(node, false)
  show('Stopped')
  vi.advanceTimersByTime(10)
  show('Running')
  expect(step(run, 'A2')).toMatchObject({ state: 'todo', missing: [], before: false })
  sights.note(node, true)
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run, 'A2').state).toBe('done')
})

test.each([
  ['a list of the namespace', { kind: 'pods', namespace: 'lab', name: null }, true],
  ['a list of another namespace', { kind: 'pods', namespace: 'other', name: null }, false],
  ['any page in the namespace', { kind: 'pods', namespace: 'lab', name: 'x' }, true],
  ['another kind', { kind: 'services', namespace: 'lab', name: null }, false],
])('without a name, %s: %o', (_what, thing, counts) => {
  const run = start([{ checks: [{ say: 'You have looked', opened: { kind: 'Pod', namespace: 'lab' } }] }])
  sights.note(thing, true)
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe(counts ? 'done' : 'todo')
})

test('what a serial console says in the window counts for its machine', () => {
  const run = start([{ checks: [{ say: 'You were inside', console: { namespace: 'lab', name: 'rhel9', output: 'student@' } }] }])
  sights.hear({ namespace: 'lab', name: 'other' }, '[student@other ~]$ ')
  sights.hear({ namespace: 'lab', name: 'rhel9' }, 'rhel9 login: ')
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('todo')
  sights.hear({ namespace: 'lab', name: 'rhel9' }, '[student@rhel9 ~]$ ')
  run.sightsChanged()
  vi.advanceTimersByTime(1)
  expect(step(run).state).toBe('done')
})
