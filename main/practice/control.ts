import { z } from 'zod'
import { AppFailure, practiceTroubleSchema, type FeatureHandlers, type PracticeServer, type PracticeSnapshot, type PracticeStatus, type PracticeTrouble } from '../../core/contract'

/**
 * What an instructor and the guide can do to the practice classroom. Each rejects with `practice.silent` while it does not run, and with
 * `practice.refused` and the reason for what it cannot do.
 */
export interface PracticeControl {
  /** Everything in the classroom, objects and guests, in a second or two. Replaces an older one of the same name: lower case letters, digits, `-` and `.`. */
  saveSnapshot(name: string): Promise<void>
  /** By ordinary changes, so that whoever watches sees them. Who is logged in stays so. */
  restoreSnapshot(name: string): Promise<void>
  /** Sorted by name. */
  listSnapshots(): Promise<PracticeSnapshot[]>
  deleteSnapshot(name: string): Promise<void>
  /** As at the first start, or before OpenShift Virtualization was installed; who is logged in stays so, and snapshots are kept. */
  reset(beginning?: 'installed' | 'absent'): Promise<void>
  status(): Promise<PracticeStatus>
  /** Instead of all that went wrong until now. The first that fits a request happens to it. */
  setTroubles(troubles: PracticeTrouble[]): Promise<void>
  /** Ends every watch without a word. */
  dropWatches(): Promise<void>
  /** A stranger's certificate for the API, or for OAuth server and console. */
  presentCertificate(server: PracticeServer, foreign: boolean): Promise<void>
  silenceNode(name: string, silent: boolean): Promise<void>
  /** Takes hardware virtualization from a node, or gives it back. */
  virtualizeNode(name: string, virtualized: boolean): Promise<void>
  crashGuest(namespace: string, name: string): Promise<void>
  /** Makes so many machines, and changes them so often each second; 0 removes, and stops. */
  setLoad(load: { machines: number; changesPerSecond: number }): Promise<void>
}

/** The practice program's end of its parent's channel, as far as it is needed here. */
export interface ControlledProcess {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'exit', listener: () => void): unknown
}

/** Restoring wakes guests, and resetting builds the cluster anew on a machine that may be busy; twenty times what both take. */
const ANSWER_WITHIN_MS = 40_000

const answerSchema = z.object({ id: z.number(), value: z.unknown().optional(), status: z.number().optional(), message: z.string().optional() })

const snapshotsSchema = z.object({ items: z.array(z.object({ name: z.string(), saved: z.string() })) })

const statusSchema = z.object({
  troubles: z.array(practiceTroubleSchema),
  certificates: z.array(z.enum(['api', 'ingress'])),
  silent: z.array(z.string()),
  withoutKvm: z.array(z.string()),
  objects: z.record(z.string(), z.number()),
  changes: z.object({ resource: z.string(), perSecond: z.number() }).nullable(),
})

const MACHINES = 'virtualmachines.kubevirt.io'
const LOAD_NAMESPACE = 'vms-dev'
/** Longer than any lesson: changes go on until they are stopped. */
const LOAD_SECONDS = 3_600

export type AskPractice = (method: string, path: string, body?: unknown) => Promise<unknown>

/** One question after the other may be under way; answers find theirs by number. */
export function createAsk(child: ControlledProcess): AskPractice {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  child.on('message', (message) => {
    const answer = answerSchema.safeParse(message)
    if (!answer.success) return
    const { id, value, status, message: said = '' } = answer.data
    const asked = waiting.get(id)
    if (status === undefined) asked?.resolve(value)
    else asked?.reject(new AppFailure({ kind: 'practice.refused', message: said }))
  })
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new AppFailure({ kind: 'practice.silent', detail: 'It ended before it answered.' }))
  })
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      last += 1
      const id = last
      const late = setTimeout(() => done.reject(new AppFailure({ kind: 'practice.silent', detail: `It did not answer ${method} ${path} within ${ANSWER_WITHIN_MS / 1000} s.` })), ANSWER_WITHIN_MS)
      const forget = (): void => {
        clearTimeout(late)
        waiting.delete(id)
      }
      const done = {
        resolve: (value: unknown) => {
          forget()
          resolve(value)
        },
        reject: (error: Error) => {
          forget()
          reject(error)
        },
      }
      waiting.set(id, done)
      child.postMessage({ id, method, path, body })
    })
}

export function createPracticeControl(ask: AskPractice): PracticeControl {
  const snapshot = (name: string): string => `snapshots/${encodeURIComponent(name)}`
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => void (await ask(method, path, body))
  return {
    saveSnapshot: (name) => tell('PUT', snapshot(name)),
    restoreSnapshot: (name) => tell('POST', snapshot(name)),
    listSnapshots: async () => snapshotsSchema.parse(await ask('GET', 'snapshots')).items,
    deleteSnapshot: (name) => tell('DELETE', snapshot(name)),
    reset: (beginning) => tell('POST', beginning === undefined ? 'reset' : `reset/${beginning}`),
    status: async () => toStatus(statusSchema.parse(await ask('GET', 'status'))),
    setTroubles: (troubles) => tell('PUT', 'trouble', troubles),
    dropWatches: () => tell('DELETE', 'watches'),
    presentCertificate: (server, foreign) => tell(foreign ? 'PUT' : 'DELETE', `certificate/${server}`),
    silenceNode: (name, silent) => tell(silent ? 'PUT' : 'DELETE', `silence/${encodeURIComponent(name)}`),
    virtualizeNode: (name, virtualized) => tell(virtualized ? 'PUT' : 'DELETE', `kvm/${encodeURIComponent(name)}`),
    crashGuest: (namespace, name) => tell('POST', 'crash', { namespace, name }),
    async setLoad({ machines, changesPerSecond }) {
      await tell('DELETE', 'changes')
      const { objects } = statusSchema.parse(await ask('GET', 'status'))
      if ((objects[MACHINES] ?? 0) > machines) await tell('DELETE', `objects/${MACHINES}`)
      if (machines > 0) await tell('POST', 'objects', { resource: MACHINES, namespace: LOAD_NAMESPACE, count: machines, object: idleMachine })
      if (machines > 0 && changesPerSecond > 0) await tell('PUT', 'changes', { resource: MACHINES, namespace: LOAD_NAMESPACE, perSecond: changesPerSecond, seconds: LOAD_SECONDS })
    },
  }
}

/** Halted, so that no controller makes anything of it. */
const idleMachine = {
  spec: { runStrategy: 'Halted', template: { spec: { domain: { devices: {} } } } },
  status: { printableStatus: 'Stopped' },
}

function toStatus({ troubles, certificates, silent, withoutKvm, objects, changes }: z.infer<typeof statusSchema>): PracticeStatus {
  return { troubles, foreignCertificates: certificates, silentNodes: silent, nodesWithoutKvm: withoutKvm, machines: objects[MACHINES] ?? 0, changesPerSecond: changes?.perSecond ?? 0 }
}

export function createPracticeHandlers(control: PracticeControl): FeatureHandlers<'practice'> {
  return {
    calls: {
      status: () => control.status(),
      snapshots: () => control.listSnapshots(),
      saveSnapshot: ({ name }) => control.saveSnapshot(name),
      restoreSnapshot: ({ name }) => control.restoreSnapshot(name),
      deleteSnapshot: ({ name }) => control.deleteSnapshot(name),
      reset: ({ virtualization }) => control.reset(virtualization),
      setTroubles: ({ troubles }) => control.setTroubles(troubles),
      dropWatches: () => control.dropWatches(),
      presentCertificate: ({ server, foreign }) => control.presentCertificate(server, foreign),
      silenceNode: ({ name, silent }) => control.silenceNode(name, silent),
      virtualizeNode: ({ name, virtualized }) => control.virtualizeNode(name, virtualized),
      crashGuest: ({ namespace, name }) => control.crashGuest(namespace, name),
      setLoad: (load) => control.setLoad(load),
    },
    streams: {},
  }
}
