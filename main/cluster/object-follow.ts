import { boundObject, GLANCE } from '../../core/cluster/bounded'
import { statusOfAny } from '../../core/cluster/any-status'
import { textAt } from '../../core/cluster/raw'
import { type Relation, relationsOf } from '../../core/cluster/relations'
import type { Downstream, ObjectNews, ObjectRef, ObjectState, RelatedObject, StreamSource } from '../../core/contract'
import type { KubeObject, Observation, Observations, Observed } from './observations'
import { kindQueryOf } from './resources'

// More than this nobody reads as a list of links; the tree has them all.
const MAX_RELATED = 300

/** One object as it is, its state of being watched, and what belongs to it: for as long as the stream is open. */
export function followObject(observations: Observations, target: ObjectRef, down: Downstream<ObjectNews>): StreamSource<never> {
  const relations = createRelated(observations, target, (objects) => down.send({ type: 'related', objects }, 1))
  let last = ''
  const observation = observations.observe({ ...kindQueryOf(target.kind), namespace: target.namespace || null, name: target.name }, (observed) => {
    const [found] = observed.objects
    const state = stateOf(observed)
    const said = JSON.stringify(state)
    // While a login or the first list is awaited there is nothing to say: the page says what it last knew.
    if (state === null) return
    if (found) {
      const { object, cuts } = boundObject(found, GLANCE)
      down.send({ type: 'object', object, cuts }, 1)
      relations.of(found)
    }
    if (said !== last) down.send({ type: 'state', state }, 1)
    last = said
  })
  return {
    receive() {},
    dispose() {
      observation.dispose()
      relations.dispose()
    },
  }
}

/** Null while nothing is known. */
export function stateOf({ state, message, objects }: Observed): ObjectState | null {
  switch (state) {
    case 'waiting':
      return null
    case 'live':
      return objects.length === 0 ? { state: 'gone' } : { state: 'live' }
    case 'stale':
      return { state: 'stale', reason: message ?? '' }
    case 'forbidden':
      return { state: 'forbidden', message: message ?? '' }
    case 'no-such-kind':
      return { state: 'no-such-kind' }
  }
}

function createRelated(observations: Observations, { kind, namespace }: ObjectRef, tell: (objects: RelatedObject[]) => void): { of(parent: KubeObject): void; dispose(): void } {
  const relations = relationsOf(kind)
  const found = relations.map((): readonly KubeObject[] => [])
  let observations_: { key: string; all: Observation[] } = { key: '', all: [] }
  let parent: KubeObject | null = null
  let told = ''

  const tellAll = (): void => {
    if (!parent) return
    const here = parent
    const objects = relations
      .flatMap((relation, place) => (found[place] ?? []).filter((child) => relation.matches?.(here, child) ?? true).map((child) => relatedObject(relation, child)))
      .slice(0, MAX_RELATED)
    const said = JSON.stringify(objects)
    if (said !== told) tell(objects)
    told = said
  }
  const stop = (): void => observations_.all.forEach((observation) => observation.dispose())
  const observe = (relation: Relation, place: number, selection: { labelSelector?: string; fieldSelector?: string }): Observation =>
    observations.observe({ ...kindQueryOf(relation.kind), namespace: namespace || null, ...selection }, ({ objects }) => {
      found[place] = objects
      tellAll()
    })

  return {
    of(next) {
      parent = next
      const selections = relations.map((relation) => (relation.select ? relation.select(next) : {}))
      const key = JSON.stringify(selections)
      // The selections follow the object: a service that selects other pods has other pods.
      if (key !== observations_.key) {
        stop()
        found.fill([])
        observations_ = { key, all: relations.flatMap((relation, place) => (selections[place] ? [observe(relation, place, selections[place])] : [])) }
      }
      tellAll()
    },
    dispose: stop,
  }
}

function relatedObject({ kind, relation }: Relation, child: KubeObject): RelatedObject {
  const name = textAt(child, ['metadata', 'name']) ?? ''
  const namespace = textAt(child, ['metadata', 'namespace']) ?? ''
  return { ref: { kind, namespace, name }, kind: textAt(child, ['kind']) ?? kind, relation, ...statusOfAny(kind, child) }
}
