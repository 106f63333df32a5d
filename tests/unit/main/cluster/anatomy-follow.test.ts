import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Anatomy } from '../../../../core/cluster/anatomy'
import type { AnatomyNews, StreamEnd } from '../../../../core/contract'
import { type Cluster, createCluster } from '../../../../main/cluster'
import { log, openPracticeSite, type PracticeSite } from './practice-site'

let site: PracticeSite
let cluster: Cluster

beforeAll(async () => {
  site = await openPracticeSite()
  cluster = createCluster({ dataDir: site.dataDir, announce: () => {}, log, onUnauthorized: () => {} })
  cluster.connect(await site.connectionOf('admin'), 'practice')
})

afterAll(async () => {
  await cluster.dispose()
  await site.close()
})

/** Follows a machine's drawing; `all` are the drawings so far. */
async function follow(name: string, namespace: string) {
  const all: Anatomy[] = []
  const states: string[] = []
  const down = {
    send(news: AnatomyNews) {
      if (news.type === 'drawing') all.push(news.anatomy)
      else states.push(news.state.state)
    },
    end(_: StreamEnd) {},
    flowing: true,
    onFlow() {},
  }
  const source = await cluster.objects.streams.anatomy({ target: { kind: 'virtualmachines.kubevirt.io', namespace, name } }, down)
  const until = (what: (anatomy: Anatomy | undefined) => void): Promise<void> => vi.waitFor(() => what(all.at(-1)), { timeout: 20_000, interval: 20 })
  return { all, states, until, dispose: () => source.dispose() }
}

const act = (name: string, namespace: string, action: 'start' | 'stop' | 'migrate') =>
  cluster.objects.calls.act({ target: { kind: 'virtualmachines.kubevirt.io', namespace, name }, action })

it('sees a start, a live migration and a stop travel through the machine', { timeout: 60_000 }, async () => {
  const { all, until, dispose } = await follow('rhel9-db', 'vms-prod')
  await until((anatomy) => expect(anatomy).toMatchObject({ machine: { status: { word: 'Stopped' } }, instance: { presence: 'none' }, disks: [{ badge: 'DV' }, { badge: 'PVC', status: { word: 'Bound' } }, { badge: 'SC' }, {}] }))

  await act('rhel9-db', 'vms-prod', 'start')
  await until((anatomy) => expect(anatomy).toMatchObject({ machine: { status: { word: 'Running' } }, agent: { presence: 'there' }, hosts: [{ guest: { presence: 'there' }, node: { status: { word: 'Ready' } } }] }))
  // On its way: first an instance without a pod or a pod without a running container, never a guest before them.
  const order = all.map(({ hosts, instance }) => [instance.presence === 'there', hosts[0]?.pod.presence === 'there', hosts[0]?.guest.presence === 'there'].filter(Boolean).length)
  expect(order).toEqual([...order].sort())
  expect(all.some(({ links }) => links.some(({ state }) => state === 'flowing'))).toBe(true)

  const before = all.at(-1)?.hosts[0]?.node.name
  await act('rhel9-db', 'vms-prod', 'migrate')
  await until((anatomy) => {
    expect(anatomy?.hosts).toHaveLength(1)
    expect(anatomy?.hosts[0]?.node.name).not.toBe(before)
  })
  expect(all.some(({ hosts, links }) => hosts.length === 2 && links.some(({ kind }) => kind === 'moves'))).toBe(true)

  await act('rhel9-db', 'vms-prod', 'stop')
  await until((anatomy) => expect(anatomy).toMatchObject({ machine: { status: { word: 'Stopped' } }, instance: { presence: 'none' }, hosts: [{ pod: { presence: 'none' } }] }))
  dispose()
})

it('says that there is no such machine', async () => {
  const { states, until, dispose } = await follow('nobody', 'vms-prod')
  await until(() => expect(states).toEqual(['gone']))
  dispose()
})
