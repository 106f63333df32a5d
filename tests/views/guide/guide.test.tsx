import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import type { CourseState } from '../../../core/contract'
import type * as Guide from '../../../renderer/guide'
import { expectAccessible, useFakeMain } from '../window'
import { check, content, lesson, status, tell } from './lesson'

const fake = useFakeMain()
const step = (id = 'S1'): HTMLElement => document.querySelector<HTMLElement>(`article[data-step="${id}"]`)!
const checks = (): HTMLElement => screen.getByRole('list', { name: 'Checks' })
const failing = { kind: 'not-met', expected: 'Running', found: 'Stopped', because: 'Guest VM is not reported as running', place: null } as const

let guide: typeof Guide
beforeEach(async () => {
  vi.resetModules()
  guide = await import('../../../renderer/guide')
})

/** The guide's column, with this unit open. */
async function show(course: CourseState): Promise<void> {
  fake.main.answer({ course: { get: () => course, openStep: () => undefined, mark: () => undefined, openHint: () => undefined, answer: () => undefined, confirm: () => undefined, checkNow: () => undefined } })
  guide.startGuide()
  render(<guide.GuidePanel />)
  await screen.findByRole('progressbar', { name: 'Unit progress' })
}

test.each([
  ['todo', {}, 'to do'],
  ['checking', { state: 'checking' }, 'checking'],
  ['done', { state: 'done', doneAt: Date.now() }, 'done'],
  ['failed', { state: 'failed' }, 'not met'],
  ['skipped', { state: 'skipped' }, 'skipped'],
] as const)('a step that is %s says so by attribute and word', async (state, more, word) => {
  await show(lesson({ steps: [content('S1'), content('S2')], statuses: [status('S1', more)], current: 'S2' }))
  expect(step()).toHaveProperty('dataset.state', state)
  expect(step().getAttribute('aria-label')).toBe('Title of S1')
  expect(step().textContent).toContain(word)
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe(state === 'done' || state === 'skipped' ? '1' : '0')
  await expectAccessible(document.body)
})

test('what a failing check expected stands beside what it found and why, but only once something was tried', async () => {
  const at = (tried: boolean) => lesson({ steps: [content('S1')], statuses: [status('S1', { state: tried ? 'failed' : 'todo', tried, checks: [check('It runs', failing)] })] })
  await show(at(false))
  expect(checks().textContent).not.toContain('Stopped')
  tell(fake.main, at(true))
  expect(checks().textContent).toContain('not met')
  expect(checks().textContent).toContain('ExpectedRunningFoundStoppedBecauseGuest VM is not reported as running')
  const captured = vi.fn(async () => {})
  const { provideCaptureSink } = await import('../../../renderer/capture')
  provideCaptureSink(captured)
  await userEvent.click(within(checks()).getByRole('button', { name: 'Add to notes' }))
  expect(captured).toHaveBeenCalledWith({ kind: 'text', text: 'Expected: Running\nFound: Stopped\nBecause: Guest VM is not reported as running', source: 'Check “It runs”, not met', language: 'text' })
})

test.each([
  [{ ...failing, kind: 'not-yet' }, 'not yet: Stopped', 'it is under way'],
  [{ kind: 'to-do' }, 'to do', 'to do'],
  [{ kind: 'waiting', message: 'no connection' }, 'waiting', 'waiting for the cluster: no connection'],
  [{ kind: 'no-rights', message: 'nodes is forbidden' }, 'no rights', 'this login may not see it: nodes is forbidden'],
  [{ kind: 'no-such-kind', name: 'VirtualMachine' }, 'no such kind yet', 'the cluster does not know VirtualMachine yet'],
] as const)('what is no failure has a verdict of its own: %o', async (verdict, word, sentence) => {
  await show(lesson({ steps: [content('S1')], statuses: [status('S1', { state: 'checking', tried: true, checks: [check('It runs', verdict)] })] }))
  expect(checks().textContent).toContain(word)
  expect(checks().textContent).toContain(sentence)
  expect(checks().textContent).not.toContain('Expected')
})

test('the filled button is that of the command that comes next', async () => {
  const command = (text: string) => ({ text, user: 'admin', as: 'admin', manifest: null, expect: null })
  await show(lesson({ steps: [content('S1', { commands: [command('oc whoami'), command('oc get nodes')] })], statuses: [status('S1')] }))
  fake.main.answer({ course: { run: () => ({ done: 1, total: 1, exit: 0 }) } })
  const filled = () => within(step()).getAllByRole('button', { name: 'Run in terminal' }).map((button) => button.className.includes('primary'))
  expect(filled()).toEqual([true, false])
  await userEvent.click(within(step()).getAllByRole('button', { name: 'Run in terminal' })[0]!)
  await waitFor(() => expect(filled()).toEqual([false, true]))
})

test('checks that wait for the cluster are said to wait, and the reading is there', async () => {
  await show(lesson({ steps: [content('S1', { why: 'Why so.', reading: '## More\n\nText.' })], statuses: [status('S1', { checks: [check('It runs', { kind: 'waiting', message: null })] })] }))
  expect(step().textContent).toContain('Waits for the cluster')
  expect(step().textContent).toContain('Why so.')
  expect(screen.getByText('Read more')).toBeTruthy()
})

test('what was true before says so and can be skipped; what was undone says so', async () => {
  await show(lesson({ steps: [content('S1')], statuses: [status('S1', { before: true })] }))
  expect(within(step()).getByRole('status').textContent).toContain('True already')
  await userEvent.click(within(step()).getByRole('button', { name: 'Skip' }))
  expect(fake.main.calls).toContainEqual({ name: 'course.mark', input: { step: 'S1', as: 'skipped' } })
  tell(fake.main, lesson({ steps: [content('S1')], statuses: [status('S1', { state: 'done', doneAt: 1, undone: true })] }))
  expect(step().textContent).toContain('Undone since')
})

test('what comes first is named, and leads there', async () => {
  await show(lesson({ steps: [content('S1'), content('S2')], statuses: [status('S2', { missing: [{ step: 'S1' }] })], current: 'S2' }))
  expect(step('S2').textContent).toContain('Something comes first')
  await userEvent.click(within(step('S2')).getByRole('button', { name: 'S1 Title of S1' }))
  expect(fake.main.calls).toContainEqual({ name: 'course.openStep', input: { step: 'S1' } })
})

test('hints open one by one; instructors see all of them, the solution and the right answer at once', async () => {
  const steps = [content('S1', { hints: ['vague', 'exact'], solution: [{ text: 'oc whoami', user: 'admin', as: 'admin', manifest: null, expect: null }], quiz: [{ id: 'q', question: 'Which?', options: ['this', 'that'], several: false, answer: [2], because: 'It is that.' }] })]
  const at = (hints: number, instructor = false) => lesson({ steps, statuses: [status('S1', { hints })], state: { instructor } })
  await show(at(0))
  expect(screen.queryByText('vague')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Hint' }))
  expect(fake.main.calls).toContainEqual({ name: 'course.openHint', input: { step: 'S1' } })
  tell(fake.main, at(1))
  expect(within(screen.getByRole('list', { name: 'Hints' })).getAllByRole('listitem')).toHaveLength(1)
  tell(fake.main, at(2))
  expect(screen.getByRole('button', { name: 'Hint' })).toHaveProperty('disabled', true)
  expect(screen.queryByText('oc whoami')).toBeNull()
  tell(fake.main, at(0, true))
  expect(within(screen.getByRole('list', { name: 'Hints' })).getAllByRole('listitem')).toHaveLength(2)
  expect(screen.getByRole('region', { name: 'Solution' }).textContent).toContain('oc whoami')
  expect(screen.getByText('It is that.')).toBeTruthy()
})

test('a question: a wrong answer is told without the right one, a right one with its reason', async () => {
  const steps = [content('S1', { quiz: [{ id: 'q', question: 'Which?', options: ['this', 'that'], several: false, answer: [2], because: 'It is that.' }] })]
  await show(lesson({ steps }))
  await userEvent.click(screen.getByRole('radio', { name: 'this' }))
  await userEvent.click(screen.getByRole('button', { name: 'Answer' }))
  expect(fake.main.calls).toContainEqual({ name: 'course.answer', input: { step: 'S1', question: 'q', options: [1] } })
  tell(fake.main, lesson({ steps, statuses: [status('S1', { answers: { q: { given: [1], right: false } } })] }))
  expect(step().textContent).toContain('Not quite')
  expect(step().textContent).not.toContain('It is that.')
  await userEvent.click(screen.getByRole('radio', { name: 'that' }))
  tell(fake.main, lesson({ steps, statuses: [status('S1', { answers: { q: { given: [2], right: true } } })] }))
  expect(step().textContent).toContain('Right. It is that.')
})

test('a command that stops says after how many lines and with which status', async () => {
  const command = { text: 'oc get vm\noc start vm x\noc get vmi', user: 'admin', as: 'admin', manifest: null, expect: null }
  fake.main.answer({ course: { run: () => ({ done: 1, total: 3, exit: 1 }) } })
  await show(lesson({ steps: [content('S1', { commands: [command] })] }))
  await userEvent.click(screen.getByRole('button', { name: 'Run in terminal' }))
  expect(await screen.findByText('Stopped after 1 of 3 commands. It ended with exit 1.')).toBeTruthy()
})

test('where the classroom has no such identity a command can only be copied', async () => {
  const copyText = vi.fn()
  fake.main.answer({ app: { copyText } })
  await show(lesson({ steps: [content('S1', { commands: [{ text: 'oc whoami', user: null, as: 'auditor', manifest: null, expect: null }] })] }))
  expect(screen.queryByRole('button', { name: 'Run in terminal' })).toBeNull()
  expect(step().textContent).toContain('in a terminal of auditor')
  await userEvent.click(screen.getByRole('button', { name: 'Copy' }))
  expect(copyText).toHaveBeenCalledWith({ text: 'oc whoami' })
})

test('solutions and the way back are there in the practice classroom only, time spent everywhere', async () => {
  const steps = [content('S1', { solution: [{ text: 'oc whoami', user: 'admin', as: 'admin', manifest: null, expect: null }] })]
  await show(lesson({ steps, snapshots: ['S1'], spentMs: 75 * 60_000 }))
  expect(screen.getByText('1 h 15 min so far')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Solve it for me' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Back to the start of this step' })).toBeTruthy()
  tell(fake.main, lesson({ steps, snapshots: ['S1'], spentMs: 75 * 60_000, state: { practice: false } }))
  expect(screen.queryByRole('button', { name: 'Solve it for me' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Back to the start of this step' })).toBeNull()
  expect(screen.getByText('1 h 15 min so far')).toBeTruthy()
})

test('a section whose work is done already offers to begin before it, and asks first', async () => {
  const setUp = vi.fn()
  fake.main.answer({ course: { setUp } })
  const steps = [content('S1')]
  const unit = { sections: [{ id: 'S', title: 'Section', setUp: true, steps }] }
  await show(lesson({ steps, unit, statuses: [status('S1', { before: true })] }))
  await userEvent.click(screen.getByRole('button', { name: 'Set the classroom up for this section' }))
  expect(setUp).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Set it up now' }))
  expect(setUp).toHaveBeenCalledWith({ section: 'S' })
  tell(fake.main, lesson({ steps, unit, statuses: [status('S1')] }))
  expect(screen.queryByRole('button', { name: 'Set the classroom up for this section' })).toBeNull()
})

test('hostile texts are shown as text: no element, no address and no request comes of them', async () => {
  const hostile = '<script>window.hit = 1</script>\n\n<img src=x onerror=alert(1)>\n\n[press](javascript:alert(1)) [data](data:text/html,x) [file](file:///etc/passwd)\n\n![remote](https://evil.example.com/x.png) ![out](../../secret.png)'
  await show(lesson({ steps: [content('S1', { why: hostile, reading: `## More\n\n${hostile}`, hints: [hostile], title: '<b>bold</b>' })], statuses: [status('S1', { hints: 1, mistakes: [{ title: '<i>x</i>', text: hostile }], checks: [check('<u>say</u>', { ...failing, found: '<script>alert(2)</script>' })], tried: true })] }))
  expect(step().textContent).toContain('<script>window.hit = 1</script>')
  expect(step().textContent).toContain('<script>alert(2)</script>')
  expect(document.querySelectorAll('script, iframe, object, embed, b, i, u, [onerror], a[href], [href]')).toHaveLength(0)
  for (const { src } of document.querySelectorAll('img')) expect(src).toMatch(/^app:\/\/lab-companion\//)
  expect(step().innerHTML).not.toContain('evil.example.com')
  expect(screen.queryByRole('link', { name: 'press' })).toBeNull()
})

test.each([
  ['all are well', [], '1 unit read'],
  ['one is broken', [{ file: 'unit.yaml', line: 3, column: 1, field: 'id', message: 'is missing', refuses: true }], '1 unit read, and it cannot be opened'],
])('who has the units read again is told what was found where %s', async (_case, problems, said) => {
  const course = lesson({ steps: [content('S1')], state: { units: [{ id: 'own', title: 'My own', summary: '', folder: '/units/own', source: 'own', ofClassroom: false, problems }] } })
  await show(course)
  fake.main.answer({ course: { reload: () => course } })
  const reload = guide.guideCommands().find(({ title }) => title === 'Read the units again')
  act(() => reload?.run())
  const told = await screen.findByText(said)
  if (problems.length > 0) expect(told.parentElement?.textContent).toContain('To be mended: My own.')
  await expectAccessible(document.body)
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByText(said)).toBeNull()
})

test('a command that watches without end does not keep the next one from running', async () => {
  const command = (text: string) => ({ text, user: 'admin', as: 'admin', manifest: null, expect: null })
  await show(lesson({ steps: [content('S1', { commands: [command('oc get csv -w'), command('oc get vm')] })], statuses: [status('S1')] }))
  fake.main.answer({ course: { run: () => new Promise(() => {}) } })
  const [watching, next] = within(step()).getAllByRole('button', { name: 'Run in terminal' })
  await userEvent.click(watching!)
  await userEvent.click(watching!)
  await userEvent.click(next!)
  expect(fake.main.calls.filter(({ name }) => name === 'course.run').map(({ input }) => input)).toEqual([{ step: 'S1', index: 0 }, { step: 'S1', index: 1 }])
  expect([watching, next].map((button) => button?.getAttribute('aria-busy'))).toEqual(['true', 'true'])
})
