import { chmod, mkdir } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { AppFailure, type Identity, type SessionState, type TerminalTab } from '../../core/contract'
import { findProgram, type OpenClassroom } from '../classroom'
import type { Log } from '../log'
import { createTrustDialog } from './doubts'
import { readOcFailure } from './failures'
import { createHttpsClient, readBody, type HttpsRequest } from './https'
import { trackIdentity, type IdentityTracker } from './identity'
import { clearLogin, introduceServer, isSameServer, readKubeconfig, setBrokenAside, writeLogin } from './kubeconfig'
import { requestToken, tokenObjectName, type OAuthServer } from './oauth'
import { followOcLogin, ocLoginLine } from './oc-login'
import type { PromptedCommand } from './prompts'
import { openTrust } from './trust'
import { createServerClock } from './server-clock'
import { createSshPasswords } from './ssh-passwords'
import type { Vault } from './vault'
import { isSameUser, whoAmI } from './who-am-i'

/** One HTTP exchange with the token, the trusted certificates and the proxy of a classroom. */
interface ConnectionRequest extends HttpsRequest {
  path: string
}

/** The way to the cluster of the active identity. */
export interface ClusterConnection {
  /** The classroom's id. */
  readonly classroom: string
  readonly apiUrl: string
  /** The identity, not necessarily who the server says. */
  readonly user: string
  /** Who the server says, in the name that the student knows. */
  readonly verifiedAs: string
  /** Resolves when the headers have come. Rejects with AppFailure (`cluster.unreachable`, `cluster.untrusted`). */
  request(options: ConnectionRequest): Promise<IncomingMessage>
}

/** The same way, for consoles too. */
export interface StreamingConnection extends ClusterConnection {
  /** Comes paused: nothing is lost until it is resumed. Rejects like `request`, and with UpgradeRefused where the server does not open one. */
  openWebSocket(options: { path: string; protocol: string; signal?: AbortSignal }): Promise<WebSocket>
}

/** The terminals, as far as a login needs them. */
export interface LoginTerminals {
  /** A fresh prompt of this identity, in front. */
  openPrompt(user: string): Promise<{ run(line: string): PromptedCommand }>
  /** A shell of this identity, in front, with its kubeconfig. */
  openShell(user: string): Promise<void>
  /** The process of an ssh tab, from its start. */
  follow(tab: string): PromptedCommand | null
}

export interface ClassroomSessionOptions {
  dataDir: string
  log: Log
  vault: Vault
  /** Whether the administrator lets nobody trust a certificate that nothing vouches for. */
  forbidsNewCertificates: boolean
  terminals: LoginTerminals
  environment: NodeJS.ProcessEnv
  /** The PATH of the terminals. */
  toolPath: () => string
  /** The student's own kubeconfig when terminals use that; null for one of each identity. */
  ownKubeconfig: string | null
  /** Whose cluster was shown last. */
  active: string | null
  onChanged: () => void
}

export interface ClassroomSession {
  identities(): Identity[]
  trust(): SessionState['trust']
  active(): string | null
  /** By how much this computer's clock is before the cluster's; null while they agree. */
  clockAheadMs(): number | null
  /** Null unless the active identity is logged in. The same object as long as identity and token are the same. */
  connection(): StreamingConnection | null
  kubeconfigFor(user: string): string | null
  login(user: string): Promise<void>
  logout(user: string): Promise<void>
  activate(user: string): void
  answerTrust(id: string, trust: boolean): void
  keepPassword(user: string, keep: boolean): Promise<void>
  forget(user: string): Promise<void>
  forgetAll(): Promise<void>
  refresh(user: string | null): Promise<void>
  consoleUrl(): Promise<string>
  followSsh(tabs: readonly TerminalTab[]): void
  dispose(): void
}

const projectsSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) })
const downloadsSchema = z.object({ spec: z.object({ links: z.array(z.object({ href: z.string(), text: z.string().default('') })) }) })
const consoleSchema = z.object({ data: z.object({ consoleURL: z.string() }) })

export async function openClassroomSession({ classroom, ca }: OpenClassroom, options: ClassroomSessionOptions): Promise<ClassroomSession> {
  const { dataDir, log, vault, terminals, environment, ownKubeconfig } = options
  const { id, apiUrl } = classroom
  const trust = await openTrust({ dataDir, classroom: id, ca, log, environment, forbidsNew: options.forbidsNewCertificates })
  const clock = createServerClock(() => changed())
  const client = createHttpsClient({ trust, environment, clock })
  let isDisposed = false
  let active = options.active
  // Of several logins under way the one asked for last is shown, whichever ends last. `asked` numbers the clicks, `shown` is the active one's.
  let asked = 0
  let shown = 0
  const askedFor = new Map<string, number>()
  const identities: IdentityTracker[] = []
  const changed = (): void => {
    if (isDisposed) return
    // Whoever is logged in first is shown, as long as the student has chosen nobody.
    active ??= identities.find((identity) => identity.state() === 'signedIn')?.user ?? null
    options.onChanged()
  }
  const dialog = createTrustDialog({ classroom: id, apiUrl, client, clock, trust, forbidsNew: options.forbidsNewCertificates, onChanged: changed })
  // The tokens from before the logins under way: another one that the server confirms is the login's success, before oc has said its last word.
  const tokensBefore = new Map<string, string | null>()
  let connection: { key: string; value: StreamingConnection } | null = null
  const hasPassword = new Set<string>()
  // Typed at oc's own prompt and right; held until the student says whether to keep it.
  const offered = new Map<string, string>()
  const logins = new Map<string, Promise<void>>()
  const ssh = createSshPasswords({ machines: classroom.machines, processOf: (tab) => terminals.follow(tab), readPassword: (machine, user) => vault.read(id, `machine:${machine}:${user}`) })

  const kubeconfigs = join(dataDir, 'kubeconfigs', id)
  await mkdir(kubeconfigs, { recursive: true, mode: 0o700 })
  await chmod(kubeconfigs, 0o700)
  const kubeconfigOf = (user: string): string => ownKubeconfig ?? join(kubeconfigs, encodeURIComponent(user))

  // One authority vouches for all of the practice classroom's servers, and its address is another at each start. Of other clusters that is known after a look only.
  if (classroom.kind === 'practice' && ownKubeconfig === null) {
    const certificateAuthority = await trust.writeBundle([])
    const introduce = (user: string, authority: string): Promise<void> =>
      // A broken file is the login's to set aside.
      introduceServer(kubeconfigOf(user), { server: apiUrl, certificateAuthority: authority }).catch((error: unknown) => log.info(`the server is not in the kubeconfig of ${user}: ${String(error)}`))
    if (certificateAuthority !== null) await Promise.all(classroom.users.map(({ name }) => introduce(name, certificateAuthority)))
  }

  const requestAs = (token: string, { path, ...request }: ConnectionRequest): Promise<IncomingMessage> =>
    client.request(new URL(path, apiUrl), { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } })

  const askWho = async (token: string) => {
    try {
      return await whoAmI((request) => requestAs(token, request), apiUrl)
    } catch (error) {
      // Outside a login too, a changed certificate is asked about at once and aloud.
      if (error instanceof AppFailure && error.error.kind === 'cluster.untrusted') {
        void dialog.ensureUnlessRefused().then(
          () => refreshAll(),
          () => {},
        )
      }
      throw error
    }
  }

  const answers = async (address: string): Promise<boolean> => {
    try {
      const answer = await client.request(new URL('/version', address))
      answer.resume()
      return true
    } catch (error) {
      // A certificate that is not trusted is an answer, too.
      return !(error instanceof AppFailure) || error.error.kind !== 'cluster.unreachable'
    }
  }

  const track = ({ name }: { name: string }, index: number): IdentityTracker =>
    trackIdentity({
      user: name,
      kubeconfig: kubeconfigOf(name),
      apiUrl,
      // In the one file of the student a login belongs to whom it names; one that names nobody here is shown at the first identity.
      owns: (found) => ownKubeconfig === null || isSameUser(name, found) || (index === 0 && !classroom.users.some((user) => isSameUser(user.name, found))),
      ask: askWho,
      answers,
      onChanged() {
        const before = tokensBefore.get(name)
        const identity = identities[index]
        if (before !== undefined && identity?.state() === 'signedIn' && identity.token() !== before) show(name)
        changed()
      },
      log,
    })
  identities.push(...classroom.users.map(track))
  const identityOf = (user: string): IdentityTracker => {
    const identity = identities.find((candidate) => candidate.user === user)
    if (identity === undefined) throw new AppFailure({ kind: 'input.invalid', call: 'session', detail: 'no such user in this classroom' })
    return identity
  }
  const refreshAll = async (): Promise<void> => void (await Promise.all(identities.map((identity) => identity.refresh())))

  const notePassword = async (user: string): Promise<string | null> => {
    const password = await vault.read(id, `cluster:${user}`)
    if (password === null) hasPassword.delete(user)
    else hasPassword.add(user)
    changed()
    return password
  }

  const show = (user: string): void => {
    const turn = askedFor.get(user) ?? 0
    if (turn < shown) return
    shown = turn
    active = user
  }

  const login = async (identity: IdentityTracker): Promise<void> => {
    const { user } = identity
    identity.beginLogin()
    // A keychain that has slept answers after 150 ms: it wakes while the servers are looked at and the shell gets ready.
    const password = notePassword(user)
    // The practice classroom brings an oc of its own along.
    const hasOc = classroom.kind === 'practice' || (await findProgram('oc', options.toolPath())) !== null
    // A shell takes as long to its prompt as the servers to their certificates. One that cannot start is openPrompt's to report.
    const shell = hasOc && dialog.foreseesTrust() ? terminals.openShell(user).catch(() => {}) : null
    try {
      const seen = dialog.justSeen()
      let servers = seen ?? (await dialog.ensure())
      // Others may have complained of the same server, or of a certificate that is trusted now.
      for (const other of identities) if (other !== identity && other.problem()?.kind.startsWith('cluster.')) void other.refresh()
      // The student's own file is not ours to move.
      const setAside = ownKubeconfig === null ? await setBrokenAside(identity.kubeconfig) : null
      await shell
      const typeLogin = (): Promise<'done' | 'ocMissing'> => loginWithOc(identity, servers.bundle, password)
      const result = hasOc
        ? await typeLogin().catch(async (error: unknown) => {
            if (seen === null || !(error instanceof AppFailure) || error.error.kind !== 'cluster.untrusted') throw error
            // The certificate has changed since: that is asked about first, as always.
            servers = await dialog.ensure()
            return typeLogin()
          })
        : ('ocMissing' as const)
      if (result === 'ocMissing') await loginWithoutOc(identity, servers, await password)
      show(user)
      await identity.endLogin(setAside ?? (result === 'done' ? null : { kind: 'local.ocMissing', where: hasOc ? 'terminal' : 'computer', downloadUrl: await downloadUrl(identity.token()) }))
      // The typed login has brought its terminal along.
      if (!hasOc) await terminals.openShell(user).catch((error: unknown) => log.warn(`no terminal for ${user}: ${String(error)}`))
    } catch (error) {
      await identity.endLogin(error instanceof AppFailure ? error.error : { kind: 'unexpected', incident: log.incident(error, 'login') })
      throw error
    }
  }

  const loginWithOc = async (identity: IdentityTracker, bundle: string | null, secret: Promise<string | null>): Promise<'done' | 'ocMissing'> => {
    const { user } = identity
    const [prompt, password] = await Promise.all([terminals.openPrompt(user), secret])
    const before = identity.token()
    tokensBefore.set(user, before)
    const result = await followOcLogin(prompt.run(ocLoginLine(user, apiUrl, bundle)), { user, apiUrl, password }).finally(() => tokensBefore.delete(user))
    if (identity.token() === before) await identity.refresh()
    // Not what oc wrote counts, but what the server says to the token that it left.
    const succeeded = identity.state() === 'signedIn' && (result.exit === 0 || result.exit === null || identity.token() !== before)
    if (succeeded) {
      if (result.typed !== null) offered.set(user, result.typed)
      return 'done'
    }
    const failure = identity.problem()?.kind === 'cluster.unreachable' && result.exit === 0 ? identity.problem() : null
    const error = failure ?? readOcFailure(result.output, result.exit, { user, address: apiUrl, kubeconfig: identity.kubeconfig })
    if (error.kind === 'local.ocMissing') return 'ocMissing'
    throw new AppFailure(error)
  }

  const loginWithoutOc = async (identity: IdentityTracker, { oauth, bundle }: { oauth: OAuthServer | null; bundle: string | null }, password: string | null): Promise<void> => {
    const { user, kubeconfig } = identity
    if (oauth === null) throw new AppFailure({ kind: 'auth.failed', user, said: 'This cluster has no login server of its own, and oc, which knows other ways, was not found.' })
    if (password === null) throw new AppFailure({ kind: 'auth.passwordNeeded', user, reason: 'none' })
    const token = await requestToken(client, oauth, user, password).catch((error: unknown) => {
      const isWrong = error instanceof AppFailure && error.error.kind === 'auth.rejected'
      throw isWrong ? new AppFailure({ kind: 'auth.passwordNeeded', user, reason: 'wrong' }, { cause: error }) : error
    })
    log.hide(token)
    const who = await whoAmI((request) => requestAs(token, request), apiUrl)
    if (who.kind !== 'user') throw new AppFailure({ kind: 'auth.failed', user, said: 'The server does not accept the token that it has just given.' })
    const projects = (await readAs(token, '/apis/project.openshift.io/v1/projects', projectsSchema))?.items.map(({ metadata }) => metadata.name) ?? []
    const namespace = projects.includes('default') ? 'default' : (projects.sort()[0] ?? null)
    await writeLogin(kubeconfig, { server: apiUrl, name: who.name, token, namespace, certificateAuthority: bundle })
    await identity.refresh()
    const problem = identity.problem()
    if (identity.state() !== 'signedIn') throw new AppFailure(problem ?? { kind: 'auth.failed', user, said: 'The login could not be confirmed.' })
  }

  /** Null when it is not there, not readable, or not what it should be. */
  const readAs = async <T>(token: string, path: string, schema: z.ZodType<T>): Promise<T | null> => {
    try {
      const answer = await requestAs(token, { path })
      const text = await readBody(answer, apiUrl)
      return answer.statusCode === 200 ? schema.parse(JSON.parse(text)) : null
    } catch (error) {
      log.info(`${path} was not readable: ${error instanceof AppFailure ? error.error.kind : 'unexpected answer'}`)
      return null
    }
  }

  const downloadUrl = async (token: string | null): Promise<string | null> => {
    if (token === null) return null
    const found = await readAs(token, '/apis/console.openshift.io/v1/consoleclidownloads/oc-cli-downloads', downloadsSchema)
    const system = process.platform === 'darwin' ? /mac/i : /linux/i
    const processor = process.arch === 'arm64' ? /arm64|aarch64/i : /amd64|x86_64/i
    return found?.spec.links.find(({ href, text }) => href.startsWith('https://') && [system, processor].every((wanted) => wanted.test(`${href} ${text}`)))?.href ?? null
  }

  // A keychain that was just unlocked, or lost, changes whose password is known.
  const notePasswords = (): void => identities.forEach(({ user }) => void notePassword(user))
  const unsubscribeVault = vault.onChanged(notePasswords)
  void refreshAll().then(() => {
    if (active === null || identityOf(active).state() !== 'signedIn') active = identities.find((identity) => identity.state() === 'signedIn')?.user ?? active
    changed()
    void dialog.prepare()
  })
  notePasswords()

  return {
    identities: () =>
      identities.map((identity, index) => ({
        user: identity.user,
        role: classroom.users[index]?.role ?? null,
        hint: classroom.users[index]?.hint ?? null,
        state: identity.state(),
        verifiedAs: nameToShow(identity),
        hasPassword: hasPassword.has(identity.user),
        offersToKeepPassword: offered.has(identity.user),
        problem: identity.problem(),
      })),
    trust: () => dialog.question(),
    active: () => active,
    clockAheadMs: () => clock.aheadMs(),
    connection() {
      const identity = identities.find(({ user }) => user === active)
      const token = identity?.token() ?? null
      const verifiedAs = identity === undefined ? null : nameToShow(identity)
      if (identity === undefined || token === null || verifiedAs === null) connection = null
      else {
        const key = `${identity.user}\n${token}`
        if (connection?.key !== key) connection = { key, value: {
            classroom: id,
            apiUrl,
            user: identity.user,
            verifiedAs,
            request: (request) => requestAs(token, request),
            openWebSocket: ({ path, ...options }) => client.openWebSocket(new URL(path, apiUrl), { ...options, headers: { Authorization: `Bearer ${token}` } }),
          },
        }
      }
      return connection?.value ?? null
    },
    kubeconfigFor: (user) => (ownKubeconfig === null ? (identities.find((identity) => identity.user === user)?.kubeconfig ?? null) : null),
    login(user) {
      const identity = identityOf(user)
      askedFor.set(user, (asked += 1))
      const running = logins.get(user) ?? login(identity).finally(() => logins.delete(user))
      logins.set(user, running)
      return running
    },
    async logout(user) {
      const identity = identityOf(user)
      const context = await readKubeconfig(identity.kubeconfig)
      if (context?.token && isSameServer(context.server, apiUrl)) {
        const name = tokenObjectName(context.token)
        // As oc does: a server that cannot be told does not keep anybody logged in here.
        if (name !== null) await requestAs(context.token, { method: 'DELETE', path: `/apis/oauth.openshift.io/v1/oauthaccesstokens/${name}` }).then((answer) => answer.resume(), (error: unknown) => log.warn(`logging ${user} out: ${String(error)}`))
        await clearLogin(identity.kubeconfig, context.userEntry)
      }
      await identity.refresh()
    },
    activate(user) {
      askedFor.set(identityOf(user).user, (asked += 1))
      show(user)
      changed()
    },
    answerTrust: (question, isTrusted) => dialog.answer(question, isTrusted),
    async keepPassword(user, keep) {
      const password = offered.get(user)
      offered.delete(user)
      changed()
      if (keep && password !== undefined) await vault.keep(id, `cluster:${user}`, password)
      await notePassword(user)
    },
    async forget(user) {
      await vault.forget(id, [`cluster:${identityOf(user).user}`])
      offered.delete(user)
      await notePassword(user)
    },
    async forgetAll() {
      const accounts = [
        ...classroom.users.map(({ name }) => `cluster:${name}`),
        ...classroom.machines.flatMap(({ name, users }) => users.map((user) => `machine:${name}:${user.name}`)),
        ...classroom.guests.map(({ name }) => `guest:${name}`),
      ]
      await vault.forget(id, accounts)
      offered.clear()
      hasPassword.clear()
      changed()
    },
    async refresh(user) {
      // A login under way ends with the server's word anyway.
      const meant = identities.filter((identity) => (ownKubeconfig !== null || user === null || identity.user === user) && !logins.has(identity.user))
      await Promise.all(meant.map((identity) => identity.refresh()))
    },
    async consoleUrl() {
      if (classroom.consoleUrl !== null) return classroom.consoleUrl
      const token = identities.find(({ user }) => user === active)?.token() ?? null
      const found = token === null ? null : await readAs(token, '/api/v1/namespaces/openshift-config-managed/configmaps/console-public', consoleSchema)
      if (found === null || !found.data.consoleURL.startsWith('https://')) throw new AppFailure({ kind: 'cluster.refused', status: 404, message: 'This cluster does not tell where its web console is.' })
      return found.data.consoleURL
    },
    followSsh: (tabs) => ssh.follow(tabs),
    dispose() {
      isDisposed = true
      unsubscribeVault()
      offered.clear()
      for (const identity of identities) identity.dispose()
      dialog.dispose()
      client.dispose()
    },
  }
}

/** The administrator of a fresh cluster is `kubeadmin` at the prompt and `kube:admin` on the server; to a student that is one person. */
function nameToShow(identity: IdentityTracker): string | null {
  const name = identity.verifiedAs()
  return name !== null && isSameUser(identity.user, name) ? identity.user : name
}
