import { describe, expect, it } from 'vitest'
import { overviewOf, runningFacts } from '../../../../../core/cluster/overview'
import { objectOf } from '../objects'
import { computedMs } from '../../../own-time'

const condition = (type: string, status: string, message = ''): Record<string, string> => ({ type, status, message, reason: 'Because', lastTransitionTime: '2026-07-22T10:00:00Z' })

const machine = {
  metadata: { name: 'rhel9-test', namespace: 'unit1-lab', creationTimestamp: '2026-07-22T10:00:00Z', labels: { app: 'web' } },
  spec: {
    runStrategy: 'Always',
    instancetype: { name: 'u1.medium' },
    template: { spec: { domain: { devices: { interfaces: [{ name: 'default', masquerade: {} }] } }, volumes: [{ name: 'rootdisk', dataVolume: { name: 'rhel9-test-rootdisk' } }, { name: 'cloudinitdisk', cloudInitNoCloud: {} }] } },
  },
  status: { conditions: [condition('LiveMigratable', 'True'), condition('Ready', 'False', 'Guest VM is not reported as running'), condition('PodScheduled', 'False', '0/5 nodes are available'), condition('Failure', 'True', 'boom')] },
}

describe('an overview', () => {
  it('says of a VM what matters, with its disks as links', () => {
    const { facts } = overviewOf('virtualmachines.kubevirt.io', machine)
    expect(facts).toContainEqual({ label: 'Run strategy', value: 'Always', note: 'started again whenever it stops' })
    expect(facts).toContainEqual({ label: 'Disk', value: 'rhel9-test-rootdisk', note: 'as rootdisk', ref: { kind: 'datavolumes.cdi.kubevirt.io', namespace: 'unit1-lab', name: 'rhel9-test-rootdisk' } })
    expect(facts).toContainEqual({ label: 'Disk', value: 'cloudinitdisk', note: 'cloud-init, read at the first boot' })
  })

  it('puts what fails before what only follows from it, in plain words', () => {
    const { conditions } = overviewOf('virtualmachines.kubevirt.io', machine)
    expect(conditions.list.map(({ words, tone }) => [words, tone])).toEqual([
      ['It failed', 'danger'],
      ['No node was found', 'warning'],
      ['Not ready', 'warning'],
      ['Can be live-migrated', 'ok'],
    ])
    expect(conditions.list[1]?.message).toBe('0/5 nodes are available')
  })

  it('does not call a machine that is off a trouble', () => {
    const off = { status: { conditions: [{ type: 'Ready', status: 'False', reason: 'VMINotExists', message: 'VMI does not exist' }] } }
    expect(overviewOf('virtualmachines.kubevirt.io', off).conditions.list).toMatchObject([{ words: 'It is off: no instance of it runs', tone: 'idle' }])
  })

  it('names the owner as a link, whatever its kind', () => {
    const owned = { metadata: { namespace: 'lab', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1' }, { apiVersion: 'v1', kind: 'Node', name: 'worker01' }] } }
    expect(overviewOf('pods', owned).owners.map(({ ref }) => ref)).toEqual([
      { kind: 'replicasets.apps', namespace: 'lab', name: 'web-1' },
      { kind: 'nodes', namespace: '', name: 'worker01' },
    ])
  })

  it('shows the short fields of a kind that it does not know', () => {
    const { facts } = overviewOf('lamps.example.com', { apiVersion: 'example.com/v1', kind: 'Lamp', metadata: {}, spec: { colour: 'red', on: true, nested: { a: 1 } }, status: { watts: 7 } })
    expect(facts).toEqual([
      { label: 'spec.colour', value: 'red' },
      { label: 'spec.on', value: 'yes' },
      { label: 'status.watts', value: '7' },
    ])
  })

  it.each(['nodes', 'pods', 'virtualmachines.kubevirt.io', 'virtualmachineinstances.kubevirt.io', 'virtualmachineinstancemigrations.kubevirt.io', 'datavolumes.cdi.kubevirt.io', 'persistentvolumeclaims', 'services', 'routes.route.openshift.io', 'subscriptions.operators.coreos.com', 'clusterserviceversions.operators.coreos.com', 'hyperconvergeds.hco.kubevirt.io', 'other.example.com'])(
    'takes anything for one of %s, hostile as it may be',
    (kind) => {
      for (const raw of [null, 1, 'x', [], {}, { metadata: 7, spec: [], status: 'x' }, { spec: { volumes: [null, 1], ports: 'x', template: { spec: { volumes: 7 } } }, status: { conditions: [null, 1, { type: 1 }], interfaces: [null] } }]) {
        expect(() => overviewOf(kind, raw)).not.toThrow()
      }
      const hostile = { metadata: { labels: { '<img onerror=x>': '\u202eevil\u0007' }, annotations: { big: 'x'.repeat(10_000_000) } }, status: { conditions: Array.from({ length: 5_000 }, (_, place) => condition(`C${place}`, 'True', 'x'.repeat(5_000))) } }
      const began = computedMs()
      const { conditions, labels, annotations } = overviewOf(kind, hostile)
      expect(computedMs() - began).toBeLessThan(1_000)
      expect([conditions.list.length, conditions.more]).toEqual([100, 4_900])
      expect(labels[0]).toEqual(['<img onerror=x>', '\uFFFDevil\uFFFD'])
      expect(annotations[0]?.[1].length).toBeLessThan(1_000)
    },
  )
})

describe('what only a running machine knows', () => {
  it('is where it runs, what the guest says it is, and its address', () => {
    const instance = objectOf('virtualmachineinstances.kubevirt.io', 'rhel9-test', { namespace: 'unit1-lab', facts: { node: 'worker01', guest: 'Practice Linux 1', ip: '10.128.2.31' } })
    expect(runningFacts(instance, 'web').map(({ label, value, note = '' }) => `${label}: ${value} ${note}`.trim())).toEqual(['Node: worker01', 'Guest system: Practice Linux 1 from the guest agent', 'Host name: web from the guest agent', 'IP address: 10.128.2.31 of its pod'])
  })

  it('is nothing before it has an instance, and no empty line of what that does not say', () => {
    expect(runningFacts(undefined, null)).toEqual([])
    expect(runningFacts(objectOf('virtualmachineinstances.kubevirt.io', 'rhel9-test', { facts: { node: 'worker01', guest: null, ip: null } }), null).map(({ label }) => label)).toEqual(['Node'])
  })
})
