import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import type { PolicyState } from '../../../core/contract'
import { POLICY_LOCKS } from '../../../core/policy'
import { course } from '../../fakes/window-app'
import { expectAccessible, useFakeMain } from '../window'

const fake = useFakeMain()
beforeEach(() => vi.resetModules())

const file = '/etc/lab-companion/policy.yaml'
const policy = (change: Partial<PolicyState>): PolicyState => ({ file, locks: [], contact: null, trouble: null, ...change })

async function showFirstRun(given: PolicyState) {
  const [{ FirstRun, startClassroom }, { takePolicy }] = await Promise.all([import('../../../renderer/classroom'), import('../../../renderer/policy')])
  takePolicy(given)
  startClassroom()
  return render(<FirstRun />)
}

test('the first page offers what the administrator prepared, and says by whom the rest is locked', async () => {
  window.requestIdleCallback = (run) => (run({ didTimeout: false, timeRemaining: () => 1 }), 0)
  const prepared = { id: 'system-a-1', title: 'Room 12', kind: 'file', apiUrl: course.apiUrl, managed: true } as const
  fake.main.answer({ classroom: { list: () => [prepared], switchTo: () => ({ kind: 'open', classroom: course }) } })
  const { container } = await showFirstRun(policy({ locks: ['lockClassrooms', 'forbidPractice'], contact: 'phone 4711' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Open Room 12' }))
  expect(fake.main.calls).toContainEqual({ name: 'classroom.switchTo', input: { id: prepared.id } })
  expect(screen.getAllByText('Set by your classroom’s administrator.')).toHaveLength(2)
  expect(container.textContent).toContain('Questions: phone 4711')
  for (const name of ['Connect', 'Open classroom file', 'Start practice classroom']) expect(screen.queryByRole('button', { name })).toBeNull()
  await expectAccessible(container)
})

test('a policy file with mistakes is told with line and field, until somebody has read it', async () => {
  const [{ PolicyNotice, takePolicy }] = await Promise.all([import('../../../renderer/policy')])
  takePolicy(policy({ trouble: { kind: 'policy.invalid', file, problems: [{ line: 3, column: 1, field: 'lockClassroom', message: 'is no field of a policy file' }] } }))
  render(<PolicyNotice />)
  expect(screen.getByRole('alert').textContent).toMatch(/policy has mistakes[^]*\/etc\/lab-companion\/policy\.yaml:3 lockClassroom is no field/)
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('files that others could have changed are told with what mends them', async () => {
  const { PolicyNotice, takePolicy } = await import('../../../renderer/policy')
  takePolicy(policy({ trouble: { kind: 'policy.unsafe', folder: '/etc/lab-companion', found: [{ path: file, why: 'can be changed by everybody' }] } }))
  render(<PolicyNotice />)
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toContain(`${file} can be changed by everybody`)
  expect(alert.textContent).toContain('chown -R root:root /etc/lab-companion && chmod -R go-w /etc/lab-companion')
})

test('everything that is set has words', async () => {
  const { PolicyList, takePolicy } = await import('../../../renderer/policy')
  takePolicy(policy({ locks: [...POLICY_LOCKS] }))
  const { container } = render(<PolicyList />)
  expect(screen.getAllByRole('listitem')).toHaveLength(POLICY_LOCKS.length)
  await waitFor(() => expectAccessible(container))
})

test('the classroom’s file is only for reading where the administrator keeps it', async () => {
  fake.main.answer({ classroom: { get: () => ({ kind: 'open', classroom: { ...course, managed: true } }), readSource: () => ({ file: '/x/classroom.yaml', text: 'kind: Classroom\n' }), checkSource: () => [] } })
  const { ClassroomEditor, startClassroom } = await import('../../../renderer/classroom')
  startClassroom()
  render(<ClassroomEditor />)
  const text = await screen.findByRole('textbox', { name: /Classroom file/ })
  await waitFor(() => expect(text.hasAttribute('readonly')).toBe(true))
  expect(screen.getByText('Set by your classroom’s administrator.')).toBeDefined()
  expect(screen.queryByText('Save')).toBeNull()
})
