import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppFailure, type CertificateDoubt, type TrustQuestion } from '../../core/contract'
import { ConnectionFailure, translateConnectionError } from './failures'
import { readBody, type HttpsClient, type HttpsRequest } from './https'
import { METADATA_PATH, readMetadata, type OAuthServer } from './oauth'
import type { ServerClock } from './server-clock'
import { outOfTime, UntrustedCertificate, type Trust } from './trust'
import { isWebPage, notAnApi } from './who-am-i'

/** The two servers of a login: both are trusted when this is returned. */
export interface TrustedServers {
  /** Null where the cluster has no OAuth server of its own. */
  oauth: OAuthServer | null
  /** For `oc --certificate-authority`; null when the computer's own authorities are enough. */
  bundle: string | null
}

export interface TrustDialog {
  question(): TrustQuestion | null
  answer(id: string, trust: boolean): void
  /**
   * Makes sure that both servers of a login are trusted, and asks the student once about all that are not. Rejects with AppFailure
   * `cluster.untrusted` when the answer is no or a yes cannot help, `cluster.unreachable` when a server cannot be spoken to.
   */
  ensure(): Promise<TrustedServers>
  /** Like `ensure`, but for a certificate that the student has already said no to nothing is asked again. */
  ensureUnlessRefused(): Promise<TrustedServers>
  /** Looks at both servers and keeps the connection, so that a login need not begin with names, authorities and handshakes. Never rejects. */
  prepare(): Promise<void>
  /** Whether both servers were trusted when they were last looked at: `ensure` will hardly have a question. */
  foreseesTrust(): boolean
  /** What `ensure` would say, where both servers were looked at just now and trusted; null otherwise. */
  justSeen(): TrustedServers | null
  dispose(): void
}

/**
 * What was seen so short a while ago is still so when the password is asked for: `oc` checks the certificates against the same authorities itself,
 * and a server that has gone meanwhile is told by `oc`'s own words.
 */
const FRESH_MS = 10_000

/** A question that nobody answers is a no; by then the student has left the computer. */
const ANSWER_WITHIN_MS = 600_000

type RoledDoubt = { role: CertificateDoubt['role']; doubt: UntrustedCertificate }

interface TrustDialogOptions {
  classroom: string
  apiUrl: string
  client: HttpsClient
  /** Of the servers that `client` asks. */
  clock: ServerClock
  trust: Trust
  /** Where nobody may be asked: whom the administrator names for questions. */
  forbidsNew: { contact: string | null } | null
  onChanged: () => void
}

export function createTrustDialog({ classroom, apiUrl, client, clock, trust, forbidsNew, onChanged }: TrustDialogOptions): TrustDialog {
  let pending: { question: TrustQuestion; settle(trust: boolean): void } | null = null
  let running: Promise<TrustedServers> | null = null
  const refused = new Set<string>()
  let issuerOrigin: string | null = null
  let foreseen = false
  let lastSeen: { servers: TrustedServers; at: number } | null = null

  const doubtAbout = async (url: URL): Promise<UntrustedCertificate | null> => {
    try {
      await client.probe(url)
      return null
    } catch (error) {
      if (error instanceof UntrustedCertificate) return error
      throw error
    }
  }

  const ask = (doubts: CertificateDoubt[]): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (isTrusted: boolean): void => {
        clearTimeout(timer)
        pending = null
        onChanged()
        resolve(isTrusted)
      }
      const timer = setTimeout(() => settle(false), ANSWER_WITHIN_MS)
      pending = { question: { id: randomUUID(), classroom, doubts }, settle }
      onChanged()
    })

  /** The certificates of both servers, and where the OAuth server is. Asks nobody. Rejects with AppFailure `cluster.unreachable`. */
  const examine = async (): Promise<{ oauth: OAuthServer | null; origins: string[]; found: RoledDoubt[] }> => {
    foreseen = false
    lastSeen = null
    const api = new URL(apiUrl)
    const metadataUrl = new URL(METADATA_PATH, api)
    const headers = { 'X-CSRF-Token': '1' }
    // Where the OAuth server is, does not change from one login to the next: both are looked at together.
    const expected = issuerOrigin
    const expectedDoubt = expected === null ? null : doubtAbout(new URL(expected))
    expectedDoubt?.catch(() => {})
    let apiDoubt: UntrustedCertificate | null = null
    // Where it is, is public and asked anonymously; one dialog for both needs it before the API server is trusted.
    const read = async (url: URL, options: HttpsRequest): Promise<IncomingMessage> => {
      if (apiDoubt !== null) return client.requestPinned(url, apiDoubt.doubt.sha256, options)
      try {
        return await client.request(url, options)
      } catch (error) {
        if (!(error instanceof AppFailure && error.cause instanceof UntrustedCertificate)) throw error
        apiDoubt = error.cause
        return client.requestPinned(url, apiDoubt.doubt.sha256, options)
      }
    }
    const answer = await read(metadataUrl, { headers })
    const oauth = readMetadata(answer, await readBody(answer, api.origin), api.origin)
    if (oauth === null) {
      // Some web servers have a page for people, or the way to one, at the root only: the same look as oc takes.
      const root = await read(api, { method: 'HEAD' })
      root.resume()
      if (isWebPage(root) || Math.floor((root.statusCode ?? 0) / 100) === 3) throw notAnApi(api.origin)
    }
    issuerOrigin = oauth === null ? null : new URL(oauth.issuer).origin
    const isSecondServer = issuerOrigin !== null && issuerOrigin !== api.origin
    const oauthDoubt = !isSecondServer || issuerOrigin === null ? null : await (issuerOrigin === expected ? expectedDoubt : doubtAbout(new URL(issuerOrigin)))
    const found = [...(apiDoubt === null ? [] : [{ role: 'api' as const, doubt: apiDoubt }]), ...(oauthDoubt === null ? [] : [{ role: 'oauth' as const, doubt: oauthDoubt }])]
    foreseen = found.length === 0
    return { oauth, origins: [api.origin, ...(issuerOrigin === null ? [] : [issuerOrigin])], found }
  }

  const ensure = async (isAskedAgain: boolean): Promise<TrustedServers> => {
    const { oauth, origins, found } = await examine()
    if (found.length > 0) await settleDoubts(found, isAskedAgain)
    return note(oauth, origins)
  }

  const note = async (oauth: OAuthServer | null, origins: string[]): Promise<TrustedServers> => {
    const servers = { oauth, bundle: await trust.writeBundle(origins) }
    lastSeen = { servers, at: performance.now() }
    return servers
  }

  const settleDoubts = async (found: RoledDoubt[], isAskedAgain: boolean): Promise<void> => {
    const [first] = found
    const untrusted = (detail: string): AppFailure => new AppFailure({ kind: 'cluster.untrusted', address: first?.doubt.doubt.address ?? apiUrl, detail })
    if (forbidsNew !== null) {
      const questions = forbidsNew.contact === null ? '' : ` Questions: ${forbidsNew.contact}.`
      throw untrusted(`Only certificates that this computer or the classroom file vouches for are allowed here. Set by your classroom’s administrator.${questions}`)
    }
    const fingerprints = found.map(({ doubt }) => doubt.doubt.sha256)
    const isKnownNo = fingerprints.every((sha256) => refused.has(sha256))
    if ((isKnownNo && !isAskedAgain) || !(await ask(found.map(({ role, doubt }) => ({ role, ...doubt.doubt }))))) {
      fingerprints.forEach((sha256) => refused.add(sha256))
      throw untrusted('You did not trust it.')
    }
    fingerprints.forEach((sha256) => refused.delete(sha256))
    await trust.accept(found.map(({ doubt }) => doubt))
    for (const { doubt } of found) {
      // oc checks these two itself and takes no yes for an answer.
      if (!doubt.doubt.nameMatches) throw untrusted(`The certificate of ${doubt.doubt.subject} is for another host name.`)
      if (!doubt.doubt.timeIsValid) throw translateConnectionError(new ConnectionFailure('clock', `${outOfTime(doubt.doubt)}. ${clock.verdict()}`), doubt.doubt.address)
    }
  }

  // Two identities that log in at once share one question.
  const shared = (isAskedAgain: boolean): Promise<TrustedServers> =>
    (running ??= ensure(isAskedAgain).finally(() => {
      running = null
    }))

  return {
    question: () => pending?.question ?? null,
    answer(id, isTrusted) {
      if (pending?.question.id === id) pending.settle(isTrusted)
    },
    ensure: () => shared(true),
    ensureUnlessRefused: () => shared(false),
    async prepare() {
      try {
        const { oauth, origins, found } = await examine()
        if (found.length === 0) await note(oauth, origins)
      } catch {
        // Whoever logs in looks again, and reports it.
      }
    },
    foreseesTrust: () => foreseen,
    justSeen: () => (lastSeen !== null && performance.now() - lastSeen.at < FRESH_MS ? lastSeen.servers : null),
    dispose: () => pending?.settle(false),
  }
}
