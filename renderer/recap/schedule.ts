import { createEmptyCard, fsrs, Rating, type Card as FsrsCard, type Grade } from 'ts-fsrs'
import type { CardMemory } from '../../core/course'

/** How well a card was known, the worst first. */
const grades = [
  { grade: Rating.Again, word: 'Again', key: '1' },
  { grade: Rating.Hard, word: 'Hard', key: '2' },
  { grade: Rating.Good, word: 'Good', key: '3' },
  { grade: Rating.Easy, word: 'Easy', key: '4' },
] as const satisfies readonly { grade: Grade; word: string; key: string }[]

// The default: nine of ten cards are known when they come back.
const scheduler = fsrs({ request_retention: 0.9, enable_fuzz: false })

/** What each grade would make of a card, and when it would come back. */
export function outcomesOf(memory: CardMemory | null, now: number): { word: string; key: string; memory: CardMemory; dueIn: string }[] {
  const card = memory === null ? createEmptyCard(new Date(now)) : toFsrs(memory)
  return grades.map(({ grade, word, key }) => {
    const next = fromFsrs(scheduler.next(card, new Date(now), grade).card)
    return { word, key, memory: next, dueIn: span(next.due - now) }
  })
}

function toFsrs(memory: CardMemory): FsrsCard {
  return {
    due: new Date(memory.due),
    stability: memory.stability,
    difficulty: memory.difficulty,
    elapsed_days: 0,
    scheduled_days: memory.scheduledDays,
    learning_steps: memory.learningSteps,
    reps: memory.reps,
    lapses: memory.lapses,
    state: memory.state,
    ...(memory.lastReview !== null && { last_review: new Date(memory.lastReview) }),
  }
}

function fromFsrs(card: FsrsCard): CardMemory {
  return {
    due: card.due.getTime(),
    stability: card.stability,
    difficulty: card.difficulty,
    scheduledDays: card.scheduled_days,
    learningSteps: card.learning_steps,
    reps: card.reps,
    lapses: card.lapses,
    state: card.state,
    lastReview: card.last_review?.getTime() ?? null,
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function span(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min`
  if (ms < DAY) return `${Math.round(ms / HOUR)} h`
  const days = Math.round(ms / DAY)
  return days === 1 ? '1 day' : days < 60 ? `${days} days` : `${Math.round(days / 30)} months`
}
