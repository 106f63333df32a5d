import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppFailure, type Identity, type SessionState, type TerminalTab } from '../../core/contract'
import { findProgram, type OpenClassroom } from '../classroom'
import type { Log } from '../log'
import { createClusterApi } from './cluster-api'
import { createConnector, nameToShow, type StreamingConnection } from './connection'
import { createTrustDialog } from './doubts'
import { createHttpsClient } from './https'
import { trackIdentity, type IdentityTracker } from './identity'
import { clearLogin, introduceServer, isSameServer, readKubeconfig } from './kubeconfig'
import { createLogins, type LoginTerminals } from './login'
import { ocLoginLine } from './oc-login'
import { createServerClock } from './server-clock'
import { createShownUser } from './shown-user'
import { createSshPasswords } from './ssh-passwords'
import { openTrust } from './trust'
import { createUserPasswords } from './user-passwords'
import type { Vault } from './vault'
import { type Answer, isSameUser } from './who-am-i'

export interface ClassroomSessionOptions {
  dataDir: string
  log: Log
  vault: Vault
  /** Where the administrator lets nobody trust a certificate that nothing vouches for: whom to ask about that. */
  forbidsNewCertificates: { contact: string | null } | null
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
  /** Logs in as `login` does where this line is just that and the password is known; false, and nothing done, for any other. Who is shown stays. */
  loginBy(user: string, line: string): Promise<boolean>
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

export async function openClassroomSession({ classroom, ca }: OpenClassroom, options: ClassroomSessionOptions): Promise<ClassroomSession> {
  const { dataDir, log, vault, terminals, environment, ownKubeconfig } = options
  const { id, apiUrl } = classroom
  const trust = await openTrust({ dataDir, classroom: id, ca, log, environment, forbidsNew: options.forbidsNewCertificates !== null })
  const clock = createServerClock(() => changed())
  const client = createHttpsClient({ trust, environment, clock })
  const api = createClusterApi({ client, apiUrl, log })
  const connect = createConnector({ classroom: id, apiUrl, api })
  const shown = createShownUser(options.active)
  const identities: IdentityTracker[] = []
  let isDisposed = false
  const firstSignedIn = (): string | null => identities.find((identity) => identity.state() === 'signedIn')?.user ?? null
  const changed = (): void => {
    if (isDisposed) return
    // Whoever is logged in first is shown, as long as the student has chosen nobody.
    const first = shown.current() === null ? firstSignedIn() : null
    if (first !== null) shown.fallBackTo(first)
    options.onChanged()
  }
  const dialog = createTrustDialog({ classroom: id, apiUrl, client, clock, trust, forbidsNew: options.forbidsNewCertificates, onChanged: changed })

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

  const passwords = createUserPasswords({ classroom: id, users: classroom.users.map(({ name }) => name), vault, onChanged: changed })
  const ssh = createSshPasswords({ machines: classroom.machines, processOf: (tab) => terminals.follow(tab), readPassword: (machine, user) => vault.read(id, `machine:${machine}:${user}`) })
  const logins = createLogins({
    apiUrl,
    client,
    api,
    dialog,
    terminals,
    passwords,
    log,
    // The practice classroom brings an oc of its own along.
    hasOc: async () => classroom.kind === 'practice' || (await findProgram('oc', options.toolPath())) !== null,
    ownsKubeconfigs: ownKubeconfig === null,
    onServersTrusted(identity) {
      // Others may have complained of the same server, or of a certificate that is trusted now.
      for (const other of identities) if (other !== identity && other.problem()?.kind.startsWith('cluster.')) void other.refresh()
    },
    onSignedIn: ({ user }) => shown.show(user),
  })

  const askWho = async (token: string): Promise<Answer> => {
    try {
      return await api.whoIs(token)
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
        const identity = identities[index]
        if (identity !== undefined && logins.hasSucceeded(identity)) shown.show(name)
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
  const shownIdentity = (): IdentityTracker | undefined => identities.find(({ user }) => user === shown.current())
  const refreshAll = async (): Promise<void> => void (await Promise.all(identities.map((identity) => identity.refresh())))

  void refreshAll().then(() => {
    const first = shownIdentity()?.state() === 'signedIn' ? null : firstSignedIn()
    if (first !== null) shown.fallBackTo(first)
    changed()
    void dialog.prepare()
  })

  return {
    identities: () =>
      identities.map((identity, index) => ({
        user: identity.user,
        role: classroom.users[index]?.role ?? null,
        hint: classroom.users[index]?.hint ?? null,
        state: identity.state(),
        verifiedAs: nameToShow(identity),
        hasPassword: passwords.isKnown(identity.user),
        offersToKeepPassword: passwords.isOffered(identity.user),
        problem: identity.problem(),
      })),
    trust: () => dialog.question(),
    active: () => shown.current(),
    clockAheadMs: () => clock.aheadMs(),
    connection: () => connect(shownIdentity()),
    kubeconfigFor: (user) => (ownKubeconfig === null ? (identities.find((identity) => identity.user === user)?.kubeconfig ?? null) : null),
    login(user) {
      const identity = identityOf(user)
      shown.want(user)
      return logins.begin(identity)
    },
    async loginBy(user, line) {
      const identity = identities.find((candidate) => candidate.user === user)
      if (identity === undefined || line !== ocLoginLine(user, apiUrl, null) || !passwords.isKnown(user)) return false
      if (shownIdentity()?.state() === 'signedIn') shown.stay()
      else shown.want(user)
      await logins.begin(identity)
      return true
    },
    async logout(user) {
      const identity = identityOf(user)
      const context = await readKubeconfig(identity.kubeconfig)
      if (context?.token && isSameServer(context.server, apiUrl)) {
        await api.revoke(context.token)
        await clearLogin(identity.kubeconfig, context.userEntry)
      }
      await identity.refresh()
    },
    activate(user) {
      shown.want(identityOf(user).user)
      shown.show(user)
      changed()
    },
    answerTrust: (question, isTrusted) => dialog.answer(question, isTrusted),
    keepPassword: (user, keep) => passwords.answerOffer(user, keep),
    forget: (user) => passwords.forget(identityOf(user).user),
    forgetAll: () =>
      passwords.forgetAll([
        ...classroom.machines.flatMap(({ name, users }) => users.map((user) => `machine:${name}:${user.name}`)),
        ...classroom.guests.map(({ name }) => `guest:${name}`),
      ]),
    async refresh(user) {
      // A login under way ends with the server's word anyway.
      const meant = identities.filter((identity) => (ownKubeconfig !== null || user === null || identity.user === user) && !logins.isUnderWay(identity.user))
      await Promise.all(meant.map((identity) => identity.refresh()))
    },
    async consoleUrl() {
      if (classroom.consoleUrl !== null) return classroom.consoleUrl
      const token = shownIdentity()?.token() ?? null
      const found = token === null ? null : await api.consoleUrl(token)
      if (found === null) throw new AppFailure({ kind: 'cluster.refused', status: 404, message: 'This cluster does not tell where its web console is.' })
      return found
    },
    followSsh: (tabs) => ssh.follow(tabs),
    dispose() {
      isDisposed = true
      passwords.dispose()
      for (const identity of identities) identity.dispose()
      dialog.dispose()
      client.dispose()
    },
  }
}
