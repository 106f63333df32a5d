import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import axe from 'axe-core'
import { expect, test, vi } from 'vitest'
import type { RecapUnit } from '../../../core/contract'
import { RecapDialog } from '../../../renderer/recap'
import { outcomesOf } from '../../../renderer/recap/schedule'
import { useFakeMain } from '../window'

const fake = useFakeMain()
const unit = (cards: RecapUnit['cards']): RecapUnit => ({ id: 'one', title: 'Unit 1: First', cards })
const card = (id: string, memory: RecapUnit['cards'][number]['memory'] = null): RecapUnit['cards'][number] => ({ id, step: 'A1', ask: `What is \`${id}\`?`, answer: `**${id}** <script>`, memory })

test('asks, shows the answer, and keeps how well it was known', async () => {
  const remember = vi.fn()
  fake.main.answer({ recap: { get: () => [unit([card('api'), card('etcd')])], remember } })
  render(<RecapDialog unit={null} onClose={() => undefined} />)
  const shown = await screen.findByRole('region', { name: 'Card' })
  expect(shown.textContent).toContain('What is api?')
  expect(screen.queryByText('Good')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Show answer' }))
  expect(within(shown).getByRole('status').textContent).toBe('api <script>')
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  expect(violations).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: /^Easy/ }))
  expect(remember).toHaveBeenCalledWith({ unit: 'one', card: 'api', memory: expect.objectContaining({ reps: 1, lapses: 0 }) })
  expect(remember.mock.calls[0]?.[0].memory.due).toBeGreaterThan(Date.now() + 86_400_000)
  await waitFor(() => expect(screen.getByRole('region', { name: 'Card' }).textContent).toContain('What is etcd?'))
})

test('what was not known comes once more in the same sitting; the keys grade, too', async () => {
  fake.main.answer({ recap: { get: () => [unit([card('api')])], remember: () => undefined } })
  render(<RecapDialog unit={null} onClose={() => undefined} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Show answer' }))
  await userEvent.keyboard('1')
  await userEvent.click(await screen.findByRole('button', { name: 'Show answer' }))
  await userEvent.keyboard('4')
  expect(await screen.findByText('2 answered')).toBeTruthy()
})

test('says when nothing is due, and when the next card comes', async () => {
  const [, , , easy] = outcomesOf(null, Date.now())
  fake.main.answer({ recap: { get: () => [unit([card('api', easy?.memory ?? null)])], remember: () => undefined } })
  render(<RecapDialog unit={null} onClose={() => undefined} />)
  expect(await screen.findByText('Nothing is due')).toBeTruthy()
  expect(screen.getByText(/The next card comes back on/)).toBeTruthy()
})

test('prints, and says where', async () => {
  fake.main.answer({ recap: { get: () => [unit([card('api')])], print: () => '/home/student/one recap.pdf' } })
  render(<RecapDialog unit={null} onClose={() => undefined} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Print all on a page' }))
  expect(await screen.findByText('Saved as /home/student/one recap.pdf')).toBeTruthy()
})

test('a card that is known better comes back later', () => {
  const now = Date.now()
  const dues = outcomesOf(null, now).map(({ memory }) => memory.due)
  expect([...dues].sort((a, b) => a - b)).toEqual(dues)
  const known = outcomesOf(null, now)[2]?.memory
  const again = outcomesOf(known ?? null, (known?.due ?? 0) + 1)[2]?.memory
  expect((again?.due ?? 0) - (known?.due ?? 0)).toBeGreaterThan((known?.due ?? 0) - now)
})
