import { create } from 'zustand'
import type { ClusterObject, Tone } from '../../../core/cluster'
import { tabIdOf } from '../stage'

/** What was just asked of a VM and its status does not show yet. */
interface Transition {
  word: string
  tone: Tone
  /** The status that it had then: as soon as the server says another, that is shown. */
  from: string
}

const useTransitions = create<{ all: Readonly<Record<string, Transition>> }>(() => ({ all: {} }))

// A server that has taken something on and shows nothing of it for this long is believed: nothing happens.
const GIVE_UP_MS = 15_000

/** Shows `word` as the object's status from now on, until its status turns. Returns the way to take it back. */
export function beginTransition(object: ClusterObject, word: string): () => void {
  const id = tabIdOf(object)
  const transition: Transition = { word, tone: 'progress', from: object.status }
  useTransitions.setState(({ all }) => ({ all: { ...all, [id]: transition } }))
  const end = (): void =>
    useTransitions.setState(({ all }) => {
      if (all[id] !== transition) return {}
      const { [id]: _ended, ...rest } = all
      return { all: rest }
    })
  setTimeout(end, GIVE_UP_MS)
  return end
}

/** The status to show for an object: the server's, or the one that it was just asked to take. */
export function useShownStatus(object: ClusterObject | null): { status: string; tone: Tone } {
  const id = object === null ? '' : tabIdOf(object)
  const transition = useTransitions(({ all }) => all[id])
  if (object === null) return { status: '', tone: 'none' }
  return transition?.from === object.status ? { status: transition.word, tone: transition.tone } : { status: object.status, tone: object.tone }
}
