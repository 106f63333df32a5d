import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ProgressRing, startGuide } from '../../../renderer/guide'
import { expectAccessible, useFakeMain } from '../window'
import { content, lesson, status } from './lesson'

const fake = useFakeMain()

test('the folded guide tells how far the unit is, and at which step', async () => {
  fake.main.answer({ course: { get: () => lesson({ steps: [content('S1'), content('S2')], statuses: [status('S1', { state: 'done', doneAt: Date.now() })], current: 'S2' }) } })
  startGuide()
  render(<ProgressRing />)
  expect((await screen.findByRole('img', { name: '1 of 2 steps done, at S2' })).textContent).toBe('S2')
  await expectAccessible(document.body)
})
