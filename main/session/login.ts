import { AppFailure } from '../../core/contract'
import type { Log } from '../log'
import type { ClusterApi } from './cluster-api'
import type { TrustDialog, TrustedServers } from './doubts'
import { readOcFailure } from './failures'
import type { HttpsClient } from './https'
import type { IdentityTracker } from './identity'
import { setBrokenAside, writeLogin } from './kubeconfig'
import { requestToken } from './oauth'
import { followOcLogin, ocLoginLine } from './oc-login'
import type { PromptedCommand } from './prompts'
import type { UserPasswords } from './user-passwords'

/** The terminals, as far as a login needs them. */
export interface LoginTerminals {
  /** A fresh prompt of this identity, in front. */
  openPrompt(user: string): Promise<{ run(line: string): PromptedCommand }>
  /** A shell of this identity, in front, with its kubeconfig. */
  openShell(user: string): Promise<void>
  /** The process of an ssh tab, from its start. */
  follow(tab: string): PromptedCommand | null
}

export interface Logins {
  /** One at a time for each identity: whoever asks again waits for the one under way. Rejects with AppFailure. */
  begin(identity: IdentityTracker): Promise<void>
  isUnderWay(user: string): boolean
  /** The server has confirmed another token than before the login under way: it has succeeded, although oc has not said its last word. */
  hasSucceeded(identity: IdentityTracker): boolean
}

interface LoginsOptions {
  apiUrl: string
  client: HttpsClient
  api: ClusterApi
  dialog: TrustDialog
  terminals: LoginTerminals
  passwords: UserPasswords
  log: Log
  /** Whether the terminals can find an `oc`. */
  hasOc: () => Promise<boolean>
  /** False for the student's own file: it is not ours to move. */
  ownsKubeconfigs: boolean
  /** A login has begun to look at the servers: who complained of them before may ask again. */
  onServersTrusted: (identity: IdentityTracker) => void
  onSignedIn: (identity: IdentityTracker) => void
}

/** Logs in by typing `oc login`, or, without an `oc`, by the conversation that oc would have. */
export function createLogins({ apiUrl, client, api, dialog, terminals, passwords, log, ...options }: LoginsOptions): Logins {
  const running = new Map<string, Promise<void>>()
  const tokensBefore = new Map<string, string | null>()

  const login = async (identity: IdentityTracker): Promise<void> => {
    const { user } = identity
    identity.beginLogin()
    // A keychain that has slept answers after 150 ms: it wakes while the servers are looked at and the shell gets ready.
    const password = passwords.read(user)
    const hasOc = await options.hasOc()
    // A shell takes as long to its prompt as the servers to their certificates. One that cannot start is openPrompt's to report.
    const shell = hasOc && dialog.foreseesTrust() ? terminals.openShell(user).catch(() => {}) : null
    try {
      const seen = dialog.justSeen()
      let servers = seen ?? (await dialog.ensure())
      options.onServersTrusted(identity)
      const setAside = options.ownsKubeconfigs ? await setBrokenAside(identity.kubeconfig) : null
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
      options.onSignedIn(identity)
      const token = identity.token()
      const remark = result === 'done' ? null : ({ kind: 'local.ocMissing', where: hasOc ? 'terminal' : 'computer', downloadUrl: token === null ? null : await api.ocDownload(token) } as const)
      await identity.endLogin(setAside ?? remark)
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
      if (result.typed !== null) passwords.offer(user, result.typed)
      return 'done'
    }
    const failure = identity.problem()?.kind === 'cluster.unreachable' && result.exit === 0 ? identity.problem() : null
    const error = failure ?? readOcFailure(result.output, result.exit, { user, address: apiUrl, kubeconfig: identity.kubeconfig })
    if (error.kind === 'local.ocMissing') return 'ocMissing'
    throw new AppFailure(error)
  }

  const loginWithoutOc = async (identity: IdentityTracker, { oauth, bundle }: TrustedServers, password: string | null): Promise<void> => {
    const { user, kubeconfig } = identity
    if (oauth === null) throw new AppFailure({ kind: 'auth.failed', user, said: 'This cluster has no login server of its own, and oc, which knows other ways, was not found.' })
    if (password === null) throw new AppFailure({ kind: 'auth.passwordNeeded', user, reason: 'none' })
    const token = await requestToken(client, oauth, user, password).catch((error: unknown) => {
      const isWrong = error instanceof AppFailure && error.error.kind === 'auth.rejected'
      throw isWrong ? new AppFailure({ kind: 'auth.passwordNeeded', user, reason: 'wrong' }, { cause: error }) : error
    })
    log.hide(token)
    const who = await api.whoIs(token)
    if (who.kind !== 'user') throw new AppFailure({ kind: 'auth.failed', user, said: 'The server does not accept the token that it has just given.' })
    const projects = await api.projects(token)
    const namespace = projects.includes('default') ? 'default' : (projects[0] ?? null)
    await writeLogin(kubeconfig, { server: apiUrl, name: who.name, token, namespace, certificateAuthority: bundle })
    await identity.refresh()
    const problem = identity.problem()
    if (identity.state() !== 'signedIn') throw new AppFailure(problem ?? { kind: 'auth.failed', user, said: 'The login could not be confirmed.' })
  }

  return {
    begin(identity) {
      const { user } = identity
      const started = running.get(user) ?? login(identity).finally(() => running.delete(user))
      running.set(user, started)
      return started
    },
    isUnderWay: (user) => running.has(user),
    hasSucceeded(identity) {
      const before = tokensBefore.get(identity.user)
      return before !== undefined && identity.state() === 'signedIn' && identity.token() !== before
    },
  }
}
