import { describe, expect, it } from 'vitest'
import { kindNamed, KINDS, summarize, type WatchedKind } from '../../../../core/cluster'
import { seededRandom } from './objects'

const kind = (name: string): WatchedKind => {
  const found = kindNamed(name)
  if (!found) throw new Error(`no kind ${name}`)
  return found
}
const of = (name: string, raw: object) => summarize(kind(name), { ...raw, metadata: { name: 'it', namespace: 'lab', ...('metadata' in raw ? (raw.metadata as object) : {}) } })
const condition = (type: string, status: string, message = '') => ({ type, status, message })

describe('nodes', () => {
  const node = (ready: string, spec: object = {}) => of('nodes', { metadata: { labels: { 'node-role.kubernetes.io/worker': '' } }, spec, status: { conditions: [condition('Ready', ready, 'kubelet says')] } })

  it.each([
    ['True', {}, 'Ready', 'ok'],
    ['True', { unschedulable: true }, 'Ready,SchedulingDisabled', 'warning'],
    ['False', {}, 'NotReady', 'danger'],
    ['Unknown', {}, 'NotReady', 'danger'],
  ])('with Ready=%s and spec %o are %s', (ready, spec, status, tone) => {
    expect(node(ready, spec)).toMatchObject({ status, tone, fact: 'worker' })
  })

  it('show both names of a control plane as one', () => {
    const labels = { 'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/master': '' }
    expect(of('nodes', { metadata: { labels } })).toMatchObject({ fact: 'control plane', facts: { roles: 'control-plane,master' } })
  })

  it('know whether VMs can run there', () => {
    expect(of('nodes', { status: { allocatable: { 'devices.kubevirt.io/kvm': '1k' } } })?.facts['kvm']).toBe(true)
    expect(of('nodes', { status: { allocatable: { 'devices.kubevirt.io/kvm': '0' } } })?.facts['kvm']).toBe(false)
  })

  it('leave out the labels that nobody reads', () => {
    const labels = { 'cpu-feature.node.kubevirt.io/avx2': 'true', 'kubevirt.io/schedulable': 'true' }
    expect(of('nodes', { metadata: { labels } })?.labels).toEqual({ 'kubevirt.io/schedulable': 'true' })
  })
})

describe('virtual machines', () => {
  it.each([
    ['Running', 'running'],
    ['Stopped', 'idle'],
    ['Paused', 'paused'],
    ['Migrating', 'progress'],
    ['WaitingForVolumeBinding', 'waiting'],
    ['ErrorUnschedulable', 'danger'],
    ['ErrImagePull', 'danger'],
    ['SomethingNew', 'warning'],
  ])('that are %s have the tone %s', (printableStatus, tone) => {
    expect(of('virtualmachines.kubevirt.io', { status: { printableStatus } })).toMatchObject({ status: printableStatus, tone, namespace: 'lab' })
  })

  it('that are being deleted say so even where their status does not yet', () => {
    const raw = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { printableStatus: 'Running' } }
    expect(of('virtualmachines.kubevirt.io', raw)).toMatchObject({ status: 'Terminating', tone: 'progress' })
  })
})

describe('other kinds', () => {
  it('give the version that was completed, not the one under way', () => {
    const history = [{ state: 'Partial', version: '4.19.7' }, { state: 'Completed', version: '4.19.6' }] // prettier-ignore
    expect(of('clusterversions.config.openshift.io', { status: { history, desired: { version: '4.19.7' } } })?.facts['version']).toBe('4.19.6')
    expect(of('clusterversions.config.openshift.io', { status: { desired: { version: '4.19.6' } } })?.facts['version']).toBe('4.19.6')
  })

  it.each([
    [{ Available: 'True', Progressing: 'False', Degraded: 'False' }, 'Available', 'ok'],
    [{ Available: 'True', Progressing: 'True', Degraded: 'False' }, 'Progressing', 'progress'],
    [{ Available: 'True', Degraded: 'True' }, 'Degraded', 'warning'],
    [{ Available: 'False', Degraded: 'True' }, 'Unavailable', 'danger'],
  ])('turn the conditions %o of a cluster operator into one word', (conditions, status, tone) => {
    const raw = { status: { conditions: Object.entries(conditions).map(([type, value]) => condition(type, value)) } }
    expect(of('clusteroperators.config.openshift.io', raw)).toMatchObject({ status, tone })
  })

  it('print sizes as people write them', () => {
    expect(of('persistentvolumeclaims', { status: { phase: 'Bound', capacity: { storage: '30Gi' } } })).toMatchObject({ fact: '30 GiB', tone: 'ok' })
    expect(of('persistentvolumeclaims', { spec: { resources: { requests: { storage: '32212254720' } } } })).toMatchObject({ fact: '30 GiB', status: 'Pending' })
  })
})

describe('a hostile server', () => {
  const nonsense = (random: () => number, depth = 0): unknown => {
    const fields = ['metadata', 'name', 'namespace', 'labels', 'status', 'spec', 'conditions', 'type', 'history', 'versions', 'ports', 'ingress', '__proto__', 'toString', 'interfaces', 'addresses']
    const choice = Math.floor(random() * (depth > 5 ? 7 : 10))
    const values: unknown[] = [null, true, -1, 'text', '\u202eevil\u0000', NaN, 'x'.repeat(5_000)]
    if (choice < values.length) return values[choice]
    if (choice === 7) return Array.from({ length: Math.floor(random() * 4) }, () => nonsense(random, depth + 1))
    return Object.fromEntries(fields.filter(() => random() < 0.5).map((field) => [field, nonsense(random, depth + 1)]))
  }

  it('never makes a summary throw, whatever it sends', () => {
    const random = seededRandom(7)
    for (let round = 0; round < 500; round += 1) {
      for (const watched of KINDS) {
        const raw = { ...Object(nonsense(random)), metadata: { name: 'named', ...Object(nonsense(random)) } } as unknown
        const object = summarize(watched, raw)
        expect(object === null || typeof object.name === 'string').toBe(true)
        expect(() => summarize(watched, nonsense(random))).not.toThrow()
      }
    }
  })

  it('cannot fill the memory or turn the text around', () => {
    const labels = Object.fromEntries(Array.from({ length: 5_000 }, (_, place) => [`key-${place}`, 'v'.repeat(10_000)]))
    const object = of('virtualmachines.kubevirt.io', {
      metadata: { name: 'a\u202eb\nc', labels, annotations: { huge: 'x'.repeat(10_000_000) } },
      status: { printableStatus: 'S'.repeat(10_000), conditions: Array.from({ length: 5_000 }, () => condition('Ready', 'True')) },
    })
    expect(object?.name).toBe('a\ufffdb\ufffdc')
    expect(JSON.stringify(object).length).toBeLessThan(20_000)
  })

  it('may send a thing without a name; it is nothing', () => {
    expect(summarize(kind('nodes'), { metadata: {} })).toBeNull()
    expect(summarize(kind('nodes'), null)).toBeNull()
  })
})
