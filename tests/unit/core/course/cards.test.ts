import { expect, test } from 'vitest'
import { type CardMemory, cardsOf, cardsSchema, dueCards, NEW_CARDS_A_DAY, recapSheet, unitSchema } from '../../../../core/course'

const now = new Date(2026, 10, 23, 12).getTime()
const memory = (change: Partial<CardMemory>): CardMemory => ({ due: now, stability: 1, difficulty: 5, scheduledDays: 1, learningSteps: 0, reps: 3, lapses: 0, state: 2, lastReview: now - 86_400_000, ...change })
const ids = (count: number): { id: string }[] => Array.from({ length: count }, (_, index) => ({ id: `c${index}` }))

test('the longest due come first, then new ones, but only a few a day', () => {
  const memories = { c3: memory({ due: now - 5 }), c1: memory({ due: now - 9 }), c2: memory({ due: now + 9 }) }
  const queue = dueCards(ids(20), memories, now).map(({ id }) => id)
  expect(queue.slice(0, 3)).toEqual(['c1', 'c3', 'c0'])
  expect(queue).not.toContain('c2')
  expect(queue).toHaveLength(2 + NEW_CARDS_A_DAY)
  const begun = Object.fromEntries(ids(4).map(({ id }) => [id, memory({ reps: 1, lastReview: now - 60_000, due: now + 9 })]))
  expect(dueCards(ids(20), begun, now)).toHaveLength(NEW_CARDS_A_DAY - 4)
})

const source = unitSchema.parse({
  kind: 'Unit',
  version: 1,
  id: 'one',
  title: 'One',
  summary: 'About one',
  sections: [{ id: 'A', title: 'A', steps: [{ id: 'A1', title: 'Look', minutes: 1, quiz: [{ id: 'q', question: 'Which?', options: ['this', 'that', 'both'], answer: [1, 3], because: 'So it is.' }] }] }],
})

test('a unit without cards of its own has its questions', () => {
  expect(cardsOf(source, null)).toEqual([{ id: 'A1-q', step: 'A1', ask: 'Which?', answer: 'this, both. So it is.' }])
  const given = cardsSchema.parse({ kind: 'Cards', version: 1, cards: [{ id: 'x', ask: 'a', answer: 'b' }] })
  expect(cardsOf(source, given)).toEqual([{ id: 'x', step: null, ask: 'a', answer: 'b' }])
})

test('an id that is used twice is refused', () => {
  const card = { id: 'x', ask: 'a', answer: 'b' }
  expect(cardsSchema.safeParse({ kind: 'Cards', version: 1, cards: [card, card] }).error?.issues[0]?.message).toBe('is used twice: x')
})

test('the printed page takes no card for HTML', () => {
  const page = recapSheet('<b>One</b>', [{ id: 'x', step: null, ask: 'What is `<img src=x>`?', answer: '**bold** <script>alert(1)</script>' }])
  expect(page).toContain('<code>&lt;img src=x&gt;</code>')
  expect(page).toContain('<b>bold</b> &lt;script&gt;')
  expect(page).toContain('<h1>&lt;b&gt;One&lt;/b&gt;</h1>')
})
