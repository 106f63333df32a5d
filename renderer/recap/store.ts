import { create } from 'zustand'
import type { AppError, RecapUnit } from '../../core/contract'
import { type CardMemory, dueCards } from '../../core/course'
import { main } from '../border'

type CardToAsk = RecapUnit['cards'][number]

interface RecapStore {
  /** Null until main has told. */
  units: RecapUnit[] | null
  unit: string | null
  /** The cards of this sitting that are still to be asked; those that were not known come once more at its end. */
  queue: CardToAsk[]
  asked: number
  /** When the answer of the card in front was shown; null while it is hidden. */
  shownAt: number | null
  printed: string | null
  trouble: AppError | null
}

const fresh: RecapStore = { units: null, unit: null, queue: [], asked: 0, shownAt: null, printed: null, trouble: null }

export const useRecap = create<RecapStore>(() => fresh)

/** Reads the cards anew and begins with a unit: the one that is named, or the first that has something due. */
export async function openRecap(unit: string | null): Promise<void> {
  const answer = await main.recap.get()
  if (!answer.ok) return useRecap.setState({ ...fresh, trouble: answer.error })
  const units = answer.value
  useRecap.setState({ ...fresh, units })
  const wanted = units.find(({ id }) => id === unit) ?? units.find((each) => queueOf(each).length > 0) ?? units[0]
  if (wanted) chooseUnit(wanted.id)
}

export function closeRecap(): void {
  useRecap.setState(fresh)
}

export function chooseUnit(id: string): void {
  const unit = useRecap.getState().units?.find((each) => each.id === id)
  if (unit) useRecap.setState({ unit: id, queue: queueOf(unit), asked: 0, shownAt: null, printed: null, trouble: null })
}

/** The cards of a unit that are due now. */
export function queueOf({ cards }: RecapUnit): CardToAsk[] {
  const memories = Object.fromEntries(cards.flatMap(({ id, memory }) => (memory === null ? [] : [[id, memory]])))
  return dueCards(cards, memories, Date.now())
}

export function showAnswer(): void {
  useRecap.setState({ shownAt: Date.now() })
}

/** Takes the card in front as graded. One that comes back within the hour is asked again in this sitting. */
export async function grade(memory: CardMemory): Promise<void> {
  const { unit, queue, asked, units } = useRecap.getState()
  const [card, ...rest] = queue
  if (unit === null || card === undefined) return
  const graded = { ...card, memory }
  const comesBack = memory.due - Date.now() < SITTING_MS
  useRecap.setState({
    queue: comesBack ? [...rest, graded] : rest,
    asked: asked + 1,
    shownAt: null,
    units: units?.map((each) => (each.id === unit ? { ...each, cards: each.cards.map((other) => (other.id === card.id ? graded : other)) } : each)) ?? null,
  })
  const answer = await main.recap.remember({ unit, card: card.id, memory })
  if (!answer.ok) useRecap.setState({ trouble: answer.error })
}

// FSRS lets what is being learned come back after one, six and ten minutes.
const SITTING_MS = 15 * 60_000

export async function printRecap(unit: string): Promise<void> {
  useRecap.setState({ printed: null, trouble: null })
  const answer = await main.recap.print({ unit })
  useRecap.setState(answer.ok ? { printed: answer.value } : { trouble: answer.error })
}
