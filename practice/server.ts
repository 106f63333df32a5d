import { join } from 'node:path'
import { accounts } from './access/accounts'
import { Authorizer } from './access/authorizer'
import { Tokens } from './access/tokens'
import type { ClassroomGuests } from './api/guest-door'
import { Resources } from './api/resources'
import { createApi } from './api/server'
import { Certificates } from './control/certificates'
import { createControl, type Control } from './control/server'
import { Snapshots } from './control/snapshots'
import { Troubles } from './control/trouble'
import type { World } from './control/world'
import { controllersOf } from './controllers/all'
import { collectGarbage } from './controllers/garbage'
import { beatHearts } from './controllers/heartbeats'
import { runControllers } from './controllers/runner'
import { settle, stoppedClock } from './controllers/settle'
import { KindRegistry } from './kinds/registry'
import { listen } from './listen'
import { OAuthServer } from './oauth/server'
import { createClock, type Clock } from './store/clock'
import { createSaver, readState, writeState } from './store/state-file'
import { Store, type StoreState } from './store/store'
import { loadAuthorities } from './tls/authorities'
import { createConsole } from './web/console'
import { defaultProfile, installationTime, seedHyperConverged, seedMachines, seedWorld, type Profile } from './world/seed'

export interface PracticeOptions {
  /** Keys, objects, hashed tokens and the last ports are kept here. */
  dataDir: string
  /** Of the API; 0 takes the one of last time, or any free one. */
  port?: number
  tokenLifetimeSeconds?: number
  /** How much faster than real time controllers work. */
  speed?: number
  /** What a fresh classroom contains; one that has a saved state keeps it. */
  profile?: Partial<Profile>
  /** Makes the guests behind the machines; without it their screens and consoles answer that there are none. */
  guests?: (resources: Resources, report: (problem: string) => void) => ClassroomGuests
}

export interface Practice {
  apiUrl: string
  consoleUrl: string
  /** PEM of both authorities: the API's, and the one of OAuth server and console. */
  caFile: string
  users: { name: string; password: string }[]
  /** For who has started the classroom; over the network it is below /practice/. */
  control: Control
  close(): Promise<void>
}

interface Ports {
  api: number
  oauth: number
  console: number
}

// OpenShift's default lifetime of an access token.
const dayInSeconds = 24 * 60 * 60

const noGuests: ClassroomGuests = { find: () => undefined, follow: () => undefined, close: () => Promise.resolve() }

/** Starts the practice classroom on 127.0.0.1. Rejects if `port` is taken or `dataDir` cannot be used. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { dataDir, port = 0, tokenLifetimeSeconds = dayInSeconds, speed = 1 } = options
  const profile = { ...defaultProfile, ...options.profile }
  const clock = createClock(speed)
  const authorities = await loadAuthorities(dataDir, clock.now())
  const portsFile = join(dataDir, 'ports.json')
  const last = (await readState<Partial<Ports>>(portsFile)) ?? {}
  const stateFile = join(dataDir, 'state.json')
  const saved = await readState<StoreState>(stateFile)

  const store = new Store()
  if (saved !== undefined) store.load(saved)
  const kinds = new KindRegistry(store)
  const authorizer = new Authorizer(store)
  const resources = new Resources(store, kinds, clock, authorizer)
  const saver = createSaver(stateFile, () => store.save())
  const tokens = new Tokens(store, clock, (resource, object) => resources.create(kinds.get(resource), object), () => saver.flush(), tokenLifetimeSeconds)

  const ports: Ports = { api: 0, oauth: 0, console: 0 }
  const url = (server: keyof Ports) => () => `https://127.0.0.1:${ports[server]}`
  const addresses = { apiUrl: url('api'), issuer: url('oauth'), consoleUrl: url('console') }
  const oauth = new OAuthServer(tokens, clock, addresses)
  const consolePage = createConsole(resources, tokens, oauth, addresses)

  const report = (problem: string): void => void process.stderr.write(`practice: ${problem}\n`)
  const guests = options.guests?.(resources, report) ?? noGuests
  let stopActing = (): void => undefined
  const act = (): void => {
    const stopGarbage = collectGarbage(resources)
    const stopControllers = runControllers(store, clock, controllersOf(resources), report)
    const stopHearts = beatHearts(store, clock)
    stopActing = () => {
      stopHearts()
      stopControllers()
      stopGarbage()
    }
  }
  const fresh = async (virtualization = profile.virtualization): Promise<StoreState> => (await freshWorld(clock, { ...profile, virtualization }, addresses.consoleUrl(), report)).save()
  const world: World = {
    store,
    fresh,
    whileResting(exchange) {
      stopActing()
      exchange()
      announceConsole(store, addresses.consoleUrl())
      act()
    },
  }
  const troubles = new Troubles()
  const certificates = new Certificates(
    { api: { pair: authorities.api, listeners: () => [api] }, ingress: { pair: authorities.ingress, listeners: () => [oauthListener, consoleListener] } },
    async () => {
      const { issueAuthorities } = await import('./tls/issue')
      const { api, ingress } = await issueAuthorities(clock.now())
      return { api, ingress }
    },
  )
  const control = createControl({ resources, world, snapshots: new Snapshots(join(dataDir, 'snapshots'), world, guests), troubles, certificates, guests })
  const { answer, upgrade } = createApi(resources, authorizer, tokens, addresses, { guests, control, troubles })
  const api = await listen(authorities.api, answer, port === 0 ? (last.api ?? 0) : port, port === 0, upgrade)
  const oauthListener = await listen(authorities.ingress, oauth.handler, last.oauth ?? 0, true)
  const consoleListener = await listen(authorities.ingress, consolePage, last.console ?? 0, true)
  Object.assign(ports, { api: api.port, oauth: oauthListener.port, console: consoleListener.port })
  await writeState(portsFile, JSON.stringify(ports))

  if (saved === undefined) store.become(await fresh(), new Set())
  else announceConsole(store, addresses.consoleUrl())
  act()
  guests.follow()

  saver.changed()
  store.subscribe(() => saver.changed())

  return {
    apiUrl: addresses.apiUrl(),
    consoleUrl: addresses.consoleUrl(),
    caFile: authorities.bundleFile,
    users: accounts.map(({ login, password }) => ({ name: login, password })),
    control,
    async close() {
      control.close()
      stopActing()
      await Promise.all([api.close(), oauthListener.close(), consoleListener.close()])
      await guests.close()
      await saver.flush()
    },
  }
}

/** The cluster as it is before anybody has done anything to it. */
async function freshWorld(clock: Clock, profile: Profile, consoleUrl: string, report: (problem: string) => void): Promise<Store> {
  const store = new Store()
  const past = stoppedClock(installationTime(clock.now()))
  const resources = new Resources(store, new KindRegistry(store), past, new Authorizer(store))
  const stopGarbage = collectGarbage(resources)
  seedWorld(resources, profile, consoleUrl)
  const steps = profile.virtualization === 'installed' ? [() => seedHyperConverged(resources), () => seedMachines(resources)] : []
  await settle(store, past, controllersOf(resources), steps, report)
  stopGarbage()
  return store
}

/** The console's port may be another one than last time. */
function announceConsole(store: Store, consoleUrl: string): void {
  const map = store.get('configmaps', 'openshift-config-managed', 'console-public')
  if (map !== undefined) store.put('configmaps', { ...map, data: { consoleURL: consoleUrl } })
}
