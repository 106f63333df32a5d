import { describe, expect, it } from 'vitest'
import { accessTo, type ClusterChange, type ClusterObject, createSnapshot, findObject, fold, objectsOf, type Tone } from '../../../../core/cluster'
import { objectOf, seededRandom } from './objects'
import { computedMs } from '../../own-time'

const VMS = 'virtualmachines.kubevirt.io'
const tones: Tone[] = ['ok', 'danger', 'running', 'none']

/** The same by a plain map: slow, and too simple to be wrong. */
function foldPlainly(objects: Map<string, ClusterObject>, change: ClusterChange): void {
  const key = (kind: string, namespace: string, name: string) => `${kind}/${namespace}/${name}`
  if (change.type === 'put') objects.set(key(change.object.kind, change.object.namespace, change.object.name), change.object)
  if (change.type === 'gone') objects.delete(key(change.kind, change.namespace, change.name))
  if (change.type !== 'reset') return
  for (const [id, object] of objects) if (object.kind === change.kind && (change.scope === '' || object.namespace === change.scope)) objects.delete(id)
  for (const object of change.objects) objects.set(key(object.kind, object.namespace, object.name), object)
}

describe('fold', () => {
  it.each([1, 2, 3, 4, 5])('knows after 2,000 arbitrary changes what a plain map knows (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
    const anyObject = (namespace = pick(['a', 'b', 'c'])) => objectOf(VMS, `vm-${Math.floor(random() * 40)}`, { namespace, tone: pick(tones) })
    const anyChange = (): ClusterChange => {
      const choice = random()
      if (choice < 0.6) return { type: 'put', object: anyObject() }
      if (choice < 0.95) return { type: 'gone', kind: VMS, namespace: pick(['a', 'b', 'c']), name: `vm-${Math.floor(random() * 40)}` }
      const scope = pick(['', 'a'])
      return { type: 'reset', kind: VMS, scope, objects: Array.from({ length: 20 }, () => anyObject(scope || undefined)) }
    }
    const snapshot = createSnapshot()
    const plain = new Map<string, ClusterObject>()
    for (let step = 0; step < 2_000; step += 1) {
      const change = anyChange()
      fold(snapshot, change)
      foldPlainly(plain, change)
    }

    const slice = snapshot.kinds.get(VMS)
    const wanted = [...plain.values()]
    expect(new Set(objectsOf(snapshot, VMS))).toEqual(new Set(wanted))
    expect(slice?.count).toBe(wanted.length)
    expect(slice?.namespaces).toEqual([...new Set(wanted.map(({ namespace }) => namespace))].sort())
    for (const tone of tones) expect(slice?.tones[tone] ?? 0).toBe(wanted.filter((object) => object.tone === tone).length)
    for (const [namespace, bucket] of slice?.buckets ?? []) {
      expect(bucket.names).toEqual(wanted.filter((object) => object.namespace === namespace).map(({ name }) => name).sort()) // prettier-ignore
    }
  })

  it('tells a change of status from a change of membership', () => {
    const snapshot = createSnapshot()
    fold(snapshot, { type: 'put', object: objectOf('nodes', 'worker01') })
    const { membership, version } = snapshot
    fold(snapshot, { type: 'put', object: objectOf('nodes', 'worker01', { status: 'NotReady', tone: 'danger' }) })
    expect(snapshot.membership).toBe(membership)
    expect(snapshot.version).toBeGreaterThan(version)
    expect(findObject(snapshot, 'nodes', '', 'worker01')?.status).toBe('NotReady')
  })

  it('ignores the end of what it never knew', () => {
    const snapshot = createSnapshot()
    fold(snapshot, { type: 'gone', kind: 'nodes', namespace: '', name: 'nobody' })
    expect([...objectsOf(snapshot, 'nodes')]).toEqual([])
  })

  it('keeps access by scope and forgets that of a namespace that is gone', () => {
    const snapshot = createSnapshot()
    fold(snapshot, { type: 'access', kind: VMS, scope: '', access: { state: 'forbidden', message: 'no' } })
    fold(snapshot, { type: 'access', kind: VMS, scope: 'mine', access: { state: 'live' } })
    expect(accessTo(snapshot, VMS)).toEqual({ state: 'forbidden', message: 'no' })
    fold(snapshot, { type: 'access', kind: VMS, scope: 'mine', access: { state: 'absent' } })
    expect([...(snapshot.kinds.get(VMS)?.access.keys() ?? [])]).toEqual([''])
  })

  it('takes 50,000 objects and 2,000 changes in a fraction of a second', () => {
    const snapshot = createSnapshot()
    const objects = Array.from({ length: 50_000 }, (_, place) => objectOf('pods', `pod-${place}`, { namespace: `ns-${place % 100}` }))
    const start = computedMs()
    fold(snapshot, { type: 'reset', kind: 'pods', scope: '', objects })
    for (let step = 0; step < 1_000; step += 1) {
      fold(snapshot, { type: 'put', object: objectOf('pods', `new-${step}`, { namespace: 'ns-7' }) })
      fold(snapshot, { type: 'gone', kind: 'pods', namespace: `ns-${step % 100}`, name: `pod-${step}` })
    }
    // Ten times what it takes on a slow machine: this catches a quadratic fold, not a busy computer.
    expect(computedMs() - start).toBeLessThan(2_000)
    expect(snapshot.kinds.get('pods')?.count).toBe(50_000)
  })
})
