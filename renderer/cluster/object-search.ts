import { type ClusterObject, findObject, kindNamed, KINDS, objectsOf } from '../../core/cluster'
import { type Command, type EntrySearch, matchScore } from '../commands'
import { openObject } from './stage'
import { snapshot } from './store'

// More of them nobody reads; the next letter finds better.
const MOST = 100

/** The objects of the tree by a few letters of their names. */
export const objectSearch: EntrySearch = {
  find(query) {
    // The name decides; further words may name its kind or its project.
    const [first = ''] = query.trim().split(/\s+/)
    const best: { object: ClusterObject; score: number }[] = []
    for (const { name } of KINDS) {
      for (const object of objectsOf(snapshot, name)) {
        const score = matchScore(object.name, first) ?? matchScore(`${object.name} ${groupOf(object)}`, query)
        if (score !== null) best.push({ object, score })
      }
    }
    return best
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST)
      .map(({ object }) => entryOf(object))
  },
  recall(id) {
    const [start, kind = '', namespace = '', name = ''] = id.split('|')
    const object = start === 'object' ? findObject(snapshot, kind, namespace, name) : undefined
    return object ? entryOf(object) : null
  },
}

function entryOf(object: ClusterObject): Command {
  const { kind, namespace, name } = object
  return { id: `object|${kind}|${namespace}|${name}`, title: name, group: groupOf(object), run: () => openObject(object) }
}

function groupOf({ kind, namespace }: ClusterObject): string {
  const word = kindNamed(kind)?.kind ?? kind
  return namespace === '' ? word : `${word} in ${namespace}`
}
