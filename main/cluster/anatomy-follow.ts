import { type AnatomyFacts, drawAnatomy, type Seen } from '../../core/cluster/anatomy'
import { conditionOf, listAt, textAt } from '../../core/cluster/raw'
import type { AnatomyNews, Downstream, ObjectRef, StreamSource } from '../../core/contract'
import type { Clock } from './clock'
import type { Exchange } from './exchange'
import { askGuestInfo } from './guest-info'
import { stateOf } from './object-follow'
import type { KubeObject, Observation, Observations, ObjectQuery, Observed } from './observations'

// One frame: a start changes five objects within a few milliseconds, and that is one new drawing.
const DRAW_MS = 16

/** The lists that a drawing needs beside the machine itself; those with a name in their selector are small. */
type Part = Exclude<keyof AnatomyFacts, 'machine' | 'instance' | 'guest'>

/** Draws a virtual machine anew whenever one of the objects behind it changes, for as long as the stream is open. */
export function followAnatomy(options: { observations: Observations; exchange: Exchange; clock: Clock; target: ObjectRef; down: Downstream<AnatomyNews> }): StreamSource<never> {
  const { observations, exchange, clock, target, down } = options
  const { namespace, name } = target
  let machine: Observed | null = null
  let instance: KubeObject | undefined
  const seen = Object.fromEntries(Object.keys(queriesFor(target)).map((part) => [part, unseen])) as Record<Part, Seen>
  const guest = createGuestFacts(exchange, target, () => drawSoon())
  let cancelDraw: (() => void) | null = null
  let last = ''

  const tell = (news: AnatomyNews): void => {
    const said = JSON.stringify(news)
    if (said === last) return
    last = said
    down.send(news, 1)
  }
  const draw = (): void => {
    cancelDraw = null
    const state = machine && stateOf(machine)
    const [found] = machine?.objects ?? []
    if (found) tell({ type: 'drawing', anatomy: drawAnatomy({ ...seen, machine: found, instance, guest: guest.answer() }) })
    if (state && state.state !== 'live') tell({ type: 'state', state })
  }
  const drawSoon = (): void => void (cancelDraw ??= clock.after(DRAW_MS, draw))
  const observe = (query: ObjectQuery, take: (observed: Observed) => void): Observation =>
    observations.observe(query, (observed) => {
      take(observed)
      drawSoon()
    })

  const running = [
    observe({ group: 'kubevirt.io', kind: 'VirtualMachine', namespace, name }, (observed) => {
      machine = observed
    }),
    observe({ group: 'kubevirt.io', kind: 'VirtualMachineInstance', namespace, name }, ({ objects }) => {
      instance = objects[0]
      guest.look(instance)
    }),
    ...Object.entries(queriesFor(target)).map(([part, query]) => observe(query, (observed) => (seen[part as Part] = seenOf(observed)))),
  ]
  return {
    receive() {},
    dispose() {
      cancelDraw?.()
      guest.dispose()
      for (const observation of running) observation.dispose()
    },
  }
}

function queriesFor({ namespace, name }: ObjectRef): Record<Part, ObjectQuery> {
  return {
    pods: { group: '', kind: 'Pod', namespace, labelSelector: `vm.kubevirt.io/name=${name}` },
    nodes: { group: '', kind: 'Node', namespace: null },
    dataVolumes: { group: 'cdi.kubevirt.io', kind: 'DataVolume', namespace },
    claims: { group: '', kind: 'PersistentVolumeClaim', namespace },
    storageClasses: { group: 'storage.k8s.io', kind: 'StorageClass', namespace: null },
    services: { group: '', kind: 'Service', namespace },
    endpointSlices: { group: 'discovery.k8s.io', kind: 'EndpointSlice', namespace },
    policies: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace },
    migrations: { group: 'kubevirt.io', kind: 'VirtualMachineInstanceMigration', namespace },
  }
}

const unseen: Seen = { state: 'waiting', objects: [] }

function seenOf({ state, objects }: Observed): Seen {
  if (state === 'forbidden') return { state: 'hidden', objects: [] }
  return { state: state === 'waiting' ? 'waiting' : 'seen', objects }
}

/** What the guest agent tells through its subresource, asked once for each run of the guest in which the agent answers, and again when its address changes. */
function createGuestFacts(exchange: Exchange, machine: ObjectRef, onAnswer: () => void): { look(instance: unknown): void; answer(): unknown; dispose(): void } {
  let asked = ''
  let answer: unknown = null
  let request = new AbortController()
  return {
    look(instance) {
      const agentAnswers = conditionOf(instance, 'AgentConnected') === 'True'
      const key = agentAnswers ? `${textAt(instance, ['metadata', 'uid'])} ${textAt(listAt(instance, 'status', 'interfaces')[0], ['ipAddress'])}` : ''
      if (key === asked) return
      asked = key
      answer = null
      request.abort()
      if (key === '') return
      const mine = (request = new AbortController())
      askGuestInfo(exchange, machine, mine.signal).then(
        (told) => {
          if (mine.signal.aborted || told === null) return
          answer = told
          onAnswer()
        },
        // Without it the drawing shows what the instance's own status says of the guest.
        () => {},
      )
    },
    answer: () => answer,
    dispose: () => request.abort(),
  }
}
