import { type ClusterObject, findObject, kindNamed, KINDS, objectsOf } from '../../core/cluster'
import type { ObjectRef } from '../../core/contract'
import { matchScore } from '../../core/find'
import { main } from '../border'
import type { Command, EntrySearch } from '../commands'
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

/** What the tree does not look at now, such as the pods of a closed project: main asks the server for their names. */
export const elsewhereSearch: EntrySearch = {
  async find(query) {
    const answer = await main.objects.find({ query })
    if (!answer.ok) return []
    return answer.value.filter(({ kind, namespace, name }) => !findObject(snapshot, kind, namespace, name)).map(entryOf)
  },
  recall(id) {
    const [start, kind = '', namespace = '', name = ''] = id.split('|')
    return start === 'object' && kindNamed(kind)?.always !== true ? entryOf({ kind, namespace, name }) : null
  },
}

function entryOf(object: ObjectRef): Command {
  const { kind, namespace, name } = object
  return { id: `object|${kind}|${namespace}|${name}`, title: name, group: groupOf(object), run: () => openObject(object) }
}

function groupOf({ kind, namespace }: ObjectRef): string {
  const word = kindNamed(kind)?.kind ?? kind
  return namespace === '' ? word : `${word} in ${namespace}`
}
