import type { Downstream, MachineNews, MachineRef, StreamSource } from '../../core/contract'
import { textAt } from '../../core/cluster/raw'
import { type GuestFacts, type MachineFacts, NOTHING_KNOWN, readMachine } from '../../core/console'
import type { Observation, ObservationListener, ObjectQuery } from '../cluster'
import type { StreamingConnection } from '../session'
import { pollAgent, readAgent } from './agent'
import { type CloudLogin, offeredLogins, readCloudLogins } from './logins'

export interface FollowOptions {
  machine: MachineRef
  down: Downstream<MachineNews>
  observe: (query: ObjectQuery, listener: ObservationListener) => Observation
  connection: () => StreamingConnection | null
  /** How many connections there have been. */
  login: () => number
  guests: () => readonly { name: string }[]
  onCloudLogins: (logins: readonly CloudLogin[]) => void
  /** What the cluster tells of the machine has broken off: so may have other connections. */
  onInterrupted: () => void
}

/** Tells of one machine while somebody looks at its console. `refresh` is for another connection. */
export function followMachine({ machine, down, observe, connection, login, guests, onCloudLogins, onInterrupted }: FollowOptions): StreamSource<never> & { refresh(): void } {
  let object: unknown
  let instance: unknown
  let facts: MachineFacts = NOTHING_KNOWN
  const isSeen = { machine: false, instance: false }
  let isOver = false
  const said = new Map<string, string>()

  const tell = (news: MachineNews): void => {
    const text = JSON.stringify(news)
    if (isOver || said.get(news.type) === text) return
    said.set(news.type, text)
    down.send(news, 1)
  }
  const changed = (): void => {
    const before = facts
    facts = isSeen.machine && isSeen.instance ? readMachine(object, instance, login(), before) : { ...NOTHING_KNOWN, login: login() }
    tell({ type: 'machine', facts })
    const cloud = readCloudLogins(object)
    onCloudLogins(cloud)
    tell({ type: 'logins', logins: offeredLogins(cloud, guests()) })
    if (facts.power !== before.power || facts.instance !== before.instance || facts.hasAgent !== before.hasAgent || !facts.hasAgent) agent.ask()
  }
  const see =
    (what: 'machine' | 'instance', keep: (found: unknown) => void): ObservationListener =>
    ({ state, objects }) => {
      if (state === 'stale') onInterrupted()
      isSeen[what] = state === 'live' || state === 'stale' || state === 'no-such-kind' || state === 'forbidden'
      keep(objects[0])
      changed()
    }
  const agent = pollAgent(
    async (): Promise<GuestFacts> => {
      const way = connection()
      if (way === null || facts.power !== 'running') return { state: 'waiting' }
      if (!facts.hasAgent) return { state: 'missing', family: textAt(object, ['spec', 'preference', 'name']) ?? textAt(object, ['spec', 'template', 'metadata', 'annotations', 'vm.kubevirt.io/os']) }
      return readAgent(way, machine, instance)
    },
    (guest) => tell({ type: 'guest', guest }),
  )

  const query = { group: 'kubevirt.io', namespace: machine.namespace, name: machine.name }
  const observations = [
    observe({ ...query, kind: 'VirtualMachine' }, see('machine', (found) => (object = found))),
    observe({ ...query, kind: 'VirtualMachineInstance' }, see('instance', (found) => (instance = found ?? undefined))),
  ]
  return {
    receive() {},
    refresh: changed,
    dispose() {
      isOver = true
      agent.dispose()
      for (const observation of observations) observation.dispose()
    },
  }
}
