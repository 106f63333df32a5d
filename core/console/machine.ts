import { at, conditionOf, listAt, textAt } from '../cluster/raw'

/** What a machine does, as far as its consoles depend on it. `unknown`: the cluster has not said, or cannot be asked now. */
type Power = 'unknown' | 'absent' | 'stopped' | 'starting' | 'running' | 'paused' | 'stopping'

/** What a console needs to know of its machine. */
export interface MachineFacts {
  power: Power
  /** The server's word, such as `ErrorUnschedulable`; empty where it has none. */
  status: string
  /** The running instance's uid: another one is another machine under the same name. */
  instance: string | null
  node: string | null
  isMigrating: boolean
  /** Its last run has ended in failure, as that of a guest does that crashes, and the next one has not come so far. */
  hasCrashed: boolean
  /** False for a machine that was made without a screen. */
  hasScreen: boolean
  hasSerial: boolean
  hasAgent: boolean
  /** Grows with each login to the cluster: with another token it is worth trying again. */
  login: number
}

export const NOTHING_KNOWN: MachineFacts = {
  power: 'unknown',
  status: '',
  instance: null,
  node: null,
  isMigrating: false,
  hasCrashed: false,
  hasScreen: true,
  hasSerial: true,
  hasAgent: false,
  login: 0,
}

/** A login of the guest that can be typed for the student. The password stays in main. */
export interface GuestLogin {
  user: string
  source: 'classroom' | 'cloud-init'
}

interface GuestFileSystem {
  mountPoint: string
  usedBytes: number
  totalBytes: number
}

/** What the guest's agent tells. `asked` is when, ISO 8601. */
export type GuestFacts =
  | { state: 'waiting' }
  /** It does not run in the guest, or was never installed; `family` is the guest's system as far as it is known, such as `rhel`. */
  | { state: 'missing'; family: string | null }
  | { state: 'silent'; message: string }
  | {
      state: 'known'
      asked: string
      hostname: string | null
      system: string | null
      kernel: string | null
      timezone: string | null
      agent: string | null
      users: { name: string; since: string | null }[]
      fileSystems: GuestFileSystem[]
      addresses: { interface: string; address: string; mac: string | null }[]
      podAddress: string | null
    }

/**
 * An agent is asked every some seconds, and virt-handler keeps its answers for as long: what the window has just seen of a login is newer than what was
 * asked before it, or soon after.
 */
const AGENT_LAGS_MS = 15_000

/** The agent's words, with a login that the window has seen and the agent has not told of yet. `at`: ISO 8601. */
export function withLogin(guest: GuestFacts, login: { user: string; at: string } | null): GuestFacts {
  if (guest.state !== 'known' || login === null || guest.users.some(({ name }) => name === login.user)) return guest
  if (Date.parse(guest.asked) > Date.parse(login.at) + AGENT_LAGS_MS) return guest
  return { ...guest, users: [...guest.users, { name: login.user, since: login.at }] }
}

/** Reads a VirtualMachine and its instance, either of which may not exist. `before` is what was known of them. */
export function readMachine(machine: unknown, instance: unknown, login: number, before: MachineFacts): MachineFacts {
  const power = powerOf(machine, instance)
  const devices = at(instance ?? at(machine, 'spec', 'template'), 'spec', 'domain', 'devices')
  return {
    power,
    status: textAt(machine, ['status', 'printableStatus']) ?? textAt(instance, ['status', 'phase']) ?? '',
    instance: textAt(instance, ['metadata', 'uid']),
    node: textAt(instance, ['status', 'nodeName']),
    isMigrating: isMigrating(instance),
    hasCrashed: textAt(instance, ['status', 'phase']) === 'Failed' || (before.hasCrashed && power !== 'running' && power !== 'paused'),
    hasScreen: at(devices, 'autoattachGraphicsDevice') !== false,
    hasSerial: at(devices, 'autoattachSerialConsole') !== false,
    hasAgent: conditionOf(instance, 'AgentConnected') === 'True',
    login,
  }
}

function powerOf(machine: unknown, instance: unknown): Power {
  if (machine === undefined && instance === undefined) return 'absent'
  if (instance === undefined) return textAt(machine, ['status', 'printableStatus']) === 'Stopped' ? 'stopped' : 'starting'
  if (textAt(instance, ['metadata', 'deletionTimestamp']) !== null) return 'stopping'
  switch (textAt(instance, ['status', 'phase'])) {
    case 'Running':
      return conditionOf(instance, 'Paused') === 'True' ? 'paused' : 'running'
    case 'Succeeded':
    case 'Failed':
      return 'stopped'
    default:
      return 'starting'
  }
}

function isMigrating(instance: unknown): boolean {
  const migration = at(instance, 'status', 'migrationState')
  return migration !== undefined && at(migration, 'completed') !== true && at(migration, 'failed') !== true
}

/** Which migration an instance went through last; null for none. */
export function lastMigration(instance: unknown): string | null {
  return textAt(instance, ['status', 'migrationState', 'migrationUid'])
}

// A guest has a handful of each; a hostile one may claim thousands.
const MOST_USERS = 20
const MOST_FILE_SYSTEMS = 20
const MOST_ADDRESSES = 20

/** Joins the agent's three answers and the instance's own status into what is shown. */
export function readGuest({ info, users, fileSystems, instance, asked }: { info: unknown; users: unknown; fileSystems: unknown; instance: unknown; asked: string }): GuestFacts {
  return {
    state: 'known',
    asked,
    hostname: textAt(info, ['hostname']),
    system: textAt(info, ['os', 'prettyName']) ?? textAt(info, ['os', 'name']),
    kernel: textAt(info, ['os', 'kernelRelease']),
    timezone: textAt(info, ['timezone']),
    agent: textAt(info, ['guestAgentVersion']),
    users: listAt(users, 'items')
      .slice(0, MOST_USERS)
      .flatMap((each) => {
        const name = textAt(each, ['userName'])
        return name === null ? [] : { name, since: timeOf(at(each, 'loginTime')) }
      }),
    fileSystems: listAt(fileSystems, 'items')
      .slice(0, MOST_FILE_SYSTEMS)
      .flatMap((each) => {
        const mountPoint = textAt(each, ['mountPoint'])
        const [usedBytes, totalBytes] = [at(each, 'usedBytes'), at(each, 'totalBytes')]
        return mountPoint === null || typeof usedBytes !== 'number' || typeof totalBytes !== 'number' || totalBytes <= 0 ? [] : { mountPoint, usedBytes, totalBytes }
      }),
    addresses: listAt(instance, 'status', 'interfaces')
      .slice(0, MOST_ADDRESSES)
      .flatMap((each) => {
        const address = textAt(each, ['ipAddress'])
        return address === null ? [] : { interface: textAt(each, ['interfaceName']) ?? textAt(each, ['name']) ?? '', address, mac: textAt(each, ['mac']) }
      }),
    podAddress: textAt(listAt(instance, 'status', 'interfaces')[0], ['ipAddress']),
  }
}

/** Seconds since 1970, as KubeVirt tells them. */
function timeOf(seconds: unknown): string | null {
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > 8.64e12) return null
  return new Date(seconds * 1000).toISOString()
}
