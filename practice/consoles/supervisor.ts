import type { ClassroomGuests, GuestPorts } from '../api/guest-door'
import type { Resources } from '../api/resources'
import { recordEvent } from '../controllers/events'
import { agentStatus, condition, instances, machines, macOf, onlyProvisions, startsPaused } from '../controllers/machine-objects'
import { createGuests, GuestImageMissing, type Guests } from '../guests/index'
import { conditionStatus } from '../kinds/kind'
import { listAt, objectAt, textAt, type KubeObject } from '../objects/json'
import { timestamp } from '../store/clock'
import type { Change } from '../store/store'
import { GuestFiles } from './guest-files'
import { MachineGuest, type Identity, type Surroundings } from './machine-guest'
import { Room } from './room'

/** A guest takes 270 MB: about a gigabyte at most. */
const places = 4

interface GuestPlace {
  /** What `scripts/guest-image.mjs` makes. */
  imageDirectory: string
  /** The bundle of `guests/worker.ts`. */
  workerFile: string
  /** Where disks are kept, and the memory of guests that are put aside. */
  directory: string
}

/**
 * Puts a guest behind every running instance. A machine that a user starts gets its guest at once, so that it boots while
 * it is waited for; one that ran before the program did gets it when its screen, its serial console or its agent is asked
 * for. Both are there within about a second.
 */
export class GuestSupervisor implements ClassroomGuests {
  readonly #resources: Resources
  readonly #report: (problem: string) => void
  readonly #guests: Guests
  readonly #files: GuestFiles
  readonly #room = new Room<MachineGuest>(places)
  /** By the instance's uid. */
  readonly #known = new Map<string, MachineGuest>()
  /** By the machine's uid: the one whose guest has the disk, or had it last. */
  readonly #latest = new Map<string, MachineGuest>()
  /** Settles when the files are those of the snapshot that was restored last. */
  #restored: Promise<unknown> = Promise.resolve()
  #unsubscribe: () => void = () => undefined

  constructor(resources: Resources, place: GuestPlace, report: (problem: string) => void) {
    this.#resources = resources
    this.#report = report
    this.#guests = createGuests(place)
    this.#files = new GuestFiles(place.directory, place.imageDirectory)
  }

  find(namespace: string, name: string): GuestPorts | undefined {
    const instance = this.#resources.store.get(instances, namespace, name)
    if (instance === undefined || instance.metadata.deletionTimestamp !== undefined || textAt(instance, 'status', 'phase') !== 'Running') return undefined
    return this.#guestOf(instance)
  }

  follow(): void {
    this.#files.checkImage().catch((problem: unknown) => this.#report(problem instanceof Error ? problem.message : String(problem)))
    this.#clearFiles()
    this.#unsubscribe = this.#resources.store.subscribe((change) => {
      if (change.resource === instances) this.#followInstance(change)
      else if (change.resource === 'pods') this.#followLauncher(change)
      else if (change.resource === machines && change.type === 'DELETED') this.#clearFiles(this.#latest.get(change.object.metadata.uid ?? ''))
    })
  }

  async save(directory: string): Promise<void> {
    await this.#unlessImageMissing(async () => {
      await Promise.all([...this.#latest.values()].map((guest) => guest.note()))
      await this.#files.copyTo(directory)
    })
  }

  async restore(directory: string): Promise<void> {
    await this.#unlessImageMissing(async () => {
      const earlier = [...this.#latest.values()]
      this.#known.clear()
      this.#latest.clear()
      // Those whose instances went with the exchange may still be writing.
      this.#restored = Promise.all(earlier.map((guest) => guest.discard())).then(() => this.#files.becomeCopyOf(directory))
      await this.#restored
    })
  }

  async close(): Promise<void> {
    this.#unsubscribe()
    const problems = await this.#room.close()
    for (const problem of problems) this.#tell(problem)
    await Promise.all([...this.#latest.values()].map(({ settled }) => settled))
    await this.#guests.stop()
  }

  #followInstance({ type, object, previous }: Change): void {
    const ran = textAt(previous, 'status', 'phase') === 'Running'
    const runs = textAt(object, 'status', 'phase') === 'Running'
    if (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined || (ran && !runs)) {
      if (ran || runs) this.#end(object)
      else this.#giveUp(object)
      return
    }
    if (!runs) return
    const guest = this.#guestOf(object)
    if (!ran) {
      this.#watch(guest.start())
      guest.tellAgain()
    } else if (textAt(previous, 'status', 'nodeName') !== textAt(object, 'status', 'nodeName')) this.#watch(guest.move())
    else if (conditionStatus(previous, 'Paused') !== conditionStatus(object, 'Paused')) this.#watch(guest.followPause())
  }

  /** A machine whose pod has found its node boots while the cluster still prepares it, as nobody sees it before it runs. */
  #followLauncher({ type, object, previous }: Change): void {
    const found = type === 'MODIFIED' && textAt(object, 'spec', 'nodeName') !== '' && textAt(previous, 'spec', 'nodeName') === ''
    if (!found || object.metadata.labels?.['kubevirt.io'] !== 'virt-launcher' || onlyProvisions(object)) return
    const instance = this.#resources.store.get(instances, object.metadata.namespace, object.metadata.labels['vm.kubevirt.io/name'] ?? '')
    if (instance === undefined || instance.metadata.deletionTimestamp !== undefined || textAt(instance, 'status', 'phase') !== 'Scheduling') return
    if (!startsPaused(instance)) this.#watch(this.#guestOf(instance).start())
  }

  /** Its instance goes before it ever ran. */
  #giveUp(instance: KubeObject): void {
    const { uid = '' } = instance.metadata
    const guest = this.#known.get(uid)
    if (guest !== undefined) this.#watch(guest.discard().finally(() => this.#known.delete(uid)))
  }

  #end(instance: KubeObject): void {
    const { uid = '', namespace, name } = instance.metadata
    const machine = this.#resources.store.get(machines, namespace, name)
    const keepsDisk = machine !== undefined && machine.metadata.uid === machineOf(instance) && machine.metadata.deletionTimestamp === undefined
    const guest = this.#guestOf(instance)
    this.#watch(guest.end(keepsDisk).finally(() => this.#known.delete(uid)))
  }

  #guestOf(instance: KubeObject): MachineGuest {
    const { uid = '', name } = instance.metadata
    const machine = machineOf(instance)
    let guest = this.#known.get(uid)
    if (guest === undefined) {
      const identity: Identity = { machine, instance: uid, name, userData: this.#userDataOf(instance), mac: macOf(instance) }
      const predecessor = this.#latest.get(machine)?.settled ?? this.#restored
      guest = new MachineGuest(identity, this.#surroundingsOf(instance), predecessor.catch(() => undefined))
      this.#known.set(uid, guest)
      this.#latest.set(machine, guest)
    }
    return guest
  }

  #surroundingsOf({ metadata: { namespace, name, uid } }: KubeObject): Surroundings {
    const { store, clock } = this.#resources
    const live = (): KubeObject | undefined => {
      const instance = store.get(instances, namespace, name)
      return instance?.metadata.uid === uid && textAt(instance, 'status', 'phase') === 'Running' ? instance : undefined
    }
    const now = (): string => timestamp(clock.now())
    return {
      guests: this.#guests,
      files: this.#files,
      room: this.#room,
      isPaused: () => conditionStatus(live(), 'Paused') === 'True',
      onAgent: (guestOSInfo) => {
        const instance = live()
        if (instance === undefined) return
        const status = objectAt(instance, 'status')
        const connected = conditionStatus(instance, 'AgentConnected') === 'True' ? status : agentStatus(status, now())
        this.#resources.setStatus(instances, instance, { ...connected, guestOSInfo })
      },
      onEnd: (how) => {
        const instance = live()
        if (instance === undefined || instance.metadata.deletionTimestamp !== undefined) return
        const phase = how === 'crashed' ? 'Failed' : 'Succeeded'
        const transitions = [...listAt(instance, 'status', 'phaseTransitionTimestamps'), { phase, phaseTransitionTimestamp: now() }]
        const others = listAt(instance, 'status', 'conditions').filter((one) => !['Ready', 'AgentConnected'].includes(textAt(one, 'type')))
        const conditions = [condition('Ready', 'False', now(), 'PodTerminating', 'virt-launcher pod is terminating'), ...others]
        this.#resources.setStatus(instances, instance, { ...objectAt(instance, 'status'), phase, phaseTransitionTimestamps: transitions, conditions })
        if (how === 'crashed') recordEvent(this.#resources, instance, { type: 'Warning', reason: 'Stopped', message: 'The VirtualMachineInstance crashed.', component: 'virt-handler' })
        else recordEvent(this.#resources, instance, { reason: 'Stopped', message: 'The VirtualMachineInstance was shut down.', component: 'virt-handler' })
      },
      report: this.#report,
    }
  }

  #userDataOf(instance: KubeObject): string | undefined {
    const { store } = this.#resources
    const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8')
    for (const volume of listAt(instance, 'spec', 'volumes')) {
      const source = objectAt(volume, 'cloudInitNoCloud')
      const secret = store.get('secrets', instance.metadata.namespace, textAt(source, 'secretRef', 'name'))
      const text = textAt(source, 'userData') || decode(textAt(source, 'userDataBase64')) || decode(textAt(secret, 'data', 'userdata'))
      if (text !== '') return text
    }
    return undefined
  }

  /** Removes the disks of machines that are gone, after the last of their guests. */
  #clearFiles(last?: MachineGuest): void {
    const { store } = this.#resources
    const clear = async (): Promise<void> => {
      await last?.settled
      const kept = [...store.list(machines).map(({ metadata }) => metadata.uid ?? ''), ...store.list(instances).map(machineOf)]
      await this.#files.keepOnly(new Set(kept))
      for (const machine of this.#latest.keys()) if (!kept.includes(machine)) this.#latest.delete(machine)
    }
    this.#watch(clear())
  }

  async #unlessImageMissing(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof GuestImageMissing)) throw error
    }
  }

  #watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#tell(error))
  }

  #tell(problem: unknown): void {
    // Whoever looks is told, and the rest works without.
    if (!(problem instanceof GuestImageMissing)) this.#report(problem instanceof Error ? problem.message : String(problem))
  }
}

/** The VM that an instance is of, by its uid; an instance without one is its own. */
function machineOf(instance: KubeObject): string {
  const owner = instance.metadata.ownerReferences?.find(({ kind }) => kind === 'VirtualMachine')
  return owner?.uid ?? instance.metadata.uid ?? ''
}
