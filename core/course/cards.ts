import { z } from 'zod'
import type { UnitSource } from './unit'

// What one person can keep up with; a file beyond it is broken.
const MAX_CARDS = 500

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'must be letters, digits and dashes, at most 64')
const prose = z.string().min(1).max(2_000)

/** `cards.yaml`: the key facts of a unit. Texts are Markdown. */
export const cardsSchema = z.strictObject({
  kind: z.literal('Cards'),
  version: z.literal(1),
  cards: z
    .array(z.strictObject({ id, step: id.optional(), ask: prose, answer: prose }))
    .min(1)
    .max(MAX_CARDS)
    .superRefine((cards, context) => {
      const seen = new Set<string>()
      cards.forEach((card, index) => {
        if (seen.has(card.id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `is used twice: ${card.id}` })
        seen.add(card.id)
      })
    }),
})

export interface Card {
  id: string
  /** The step that teaches it; null where the file names none. */
  step: string | null
  ask: string
  answer: string
}

/** The cards of a unit: those that it gives, or else its quiz questions. */
export function cardsOf(source: UnitSource, given: z.infer<typeof cardsSchema> | null): Card[] {
  if (given !== null) return given.cards.map(({ step, ...card }) => ({ ...card, step: step ?? null }))
  return source.sections
    .flatMap(({ steps }) => steps)
    .flatMap(({ id: step, quiz }) =>
      quiz.map((question) => ({
        id: `${step}-${question.id}`,
        step,
        ask: question.question,
        answer: `${[question.answer].flat().map((number) => question.options[number - 1] ?? '').join(', ')}. ${question.because}`,
      })),
    )
}

/** What is kept of a card: the state of its scheduling, as FSRS has it. Times are milliseconds since 1970. */
export const cardMemorySchema = z.strictObject({
  due: z.number(),
  stability: z.number(),
  difficulty: z.number(),
  scheduledDays: z.number(),
  learningSteps: z.number(),
  reps: z.number(),
  lapses: z.number(),
  state: z.int().min(0).max(3),
  lastReview: z.number().nullable(),
})

export type CardMemory = z.infer<typeof cardMemorySchema>

/** New cards wait until the due ones are done, and come a few a day: more are forgotten together. */
export const NEW_CARDS_A_DAY = 10

/** The cards to ask now, the longest due first, then new ones in the unit's order. */
export function dueCards<C extends { id: string }>(cards: readonly C[], memories: Readonly<Record<string, CardMemory>>, now: number): C[] {
  const due = cards.filter(({ id: card }) => (memories[card]?.due ?? Infinity) <= now)
  const startOfDay = new Date(now).setHours(0, 0, 0, 0)
  const begunToday = Object.values(memories).filter(({ reps, lastReview }) => reps === 1 && (lastReview ?? 0) >= startOfDay).length
  const fresh = cards.filter(({ id: card }) => memories[card] === undefined).slice(0, Math.max(0, NEW_CARDS_A_DAY - begunToday))
  return [...due.sort((a, b) => (memories[a.id]?.due ?? 0) - (memories[b.id]?.due ?? 0)), ...fresh]
}
