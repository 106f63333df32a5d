import { KINDS, objectsOf } from '../../core/cluster'
import { snapshot } from '../cluster'
import type { LinkChoice } from './editor/completion'
import { useLessons } from './lessons'
import { useNotes } from './store'

/** More of one sort would push the others off the list. */
const MOST_OF_A_SORT = 15

/** What can stand between `[[` and `]]`: notes first, then steps, then the cluster's objects, each by any word of its name. */
export function linkChoices(typed: string): LinkChoice[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word))
  const { order, open } = useNotes.getState()
  const ofNotes = take(order, ({ title, path }) => (path !== open?.path && fits(title) ? { link: title, label: title, kind: 'Note' } : null))
  const ofSteps = take(useLessons.getState().steps, ({ unit, step, title }) => (fits(`${step} ${title}`) ? { link: `step:${unit}/${step}|${title}`, label: `${step} ${title}`, kind: 'Step' } : null))
  return [...ofNotes, ...ofSteps, ...(words.length === 0 ? [] : objectChoices(fits))]
}

function objectChoices(fits: (text: string) => boolean): LinkChoice[] {
  return KINDS.flatMap(({ name, kind }) =>
    take(objectsOf(snapshot, name), ({ namespace, name: own }) => {
      if (!fits(`${kind} ${own}`)) return null
      return { link: `${kind}:${namespace === '' ? '' : `${namespace}/`}${own}|${own}`, label: own, kind: namespace === '' ? kind : `${kind} in ${namespace}` }
    }),
  )
}

function take<T>(all: Iterable<T>, choose: (each: T) => LinkChoice | null): LinkChoice[] {
  const chosen: LinkChoice[] = []
  for (const each of all) {
    const choice = choose(each)
    if (choice !== null && chosen.push(choice) === MOST_OF_A_SORT) break
  }
  return chosen
}
