import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { findAccount, type Account } from '../access/accounts'
import { newSecret, sha256 } from '../access/digest'
import type { Tokens } from '../access/tokens'
import { readBody, sendError, sendJson, sendText } from '../api/exchange'
import { asApiError } from '../api/resources'
import type { Handler } from '../api/server'
import { ApiError } from '../api/status'
import type { Clock } from '../store/clock'
import { displayFormPage, escapeHtml, implicitText, loginPage, tokenErrorPage, tokenPage } from './pages'

interface Client {
  name: string
  /** Asks for the password by HTTP instead of by a page. */
  challenges: boolean
  accepts(redirect: string): boolean
}

interface Grant {
  account: Account
  client: string
  redirect: string
  scopes: string[]
  challenge: { value: string; method: string } | undefined
  expires: number
}

export interface OAuthAddresses {
  issuer(): string
  apiUrl(): string
  consoleUrl(): string
}

// OpenShift's own numbers: five minutes for a code and for a login page's session.
const codeMs = 5 * 60_000
const sessionMs = 5 * 60_000
// Codes and sessions that nobody comes back for are bounded, the oldest goes first.
const mostKept = 1_000

const csrfText = 'A non-empty X-CSRF-Token header is required to receive basic-auth challenges'
const errorTexts = {
  invalid_request: 'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  unauthorized_client: 'The client is not authorized to request a token using this method.',
  access_denied: 'The resource owner or authorization server denied the request.',
  unsupported_response_type: 'The authorization server does not support obtaining a token using this method.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed.',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
} as const
type OAuthError = keyof typeof errorTexts

const knownScopes = /^(user:(full|info|check-access|list-projects|list-scoped-projects)|role:[^:]+:[^:]+)$/

const securityHeaders = {
  'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
  Expires: '0',
  Pragma: 'no-cache',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Frame-Options': 'DENY',
  'X-XSS-Protection': '1; mode=block',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'",
}

/** OpenShift's OAuth server: challenge, code, PKCE and implicit flows, the login form and the token page. */
export class OAuthServer {
  readonly #tokens: Tokens
  readonly #clock: Clock
  readonly #addresses: OAuthAddresses
  readonly #grants = new Map<string, Grant>()
  readonly #sessions = new Map<string, { account: Account; expires: number }>()

  constructor(tokens: Tokens, clock: Clock, addresses: OAuthAddresses) {
    this.#tokens = tokens
    this.#clock = clock
    this.#addresses = addresses
  }

  readonly handler: Handler = (request, response) => {
    response.on('error', () => response.destroy())
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    this.#answer(request, response).catch((error: unknown) => {
      if (!response.destroyed) sendError(response, asApiError(error))
    })
  }

  /** Redeems a code inside this program, for the console. Undefined if the code is not good. */
  async redeem(code: string, client: string, redirect: string): Promise<string | undefined> {
    const grant = this.#takeGrant(code)
    if (grant === undefined || grant.client !== client || grant.redirect !== redirect) return undefined
    return this.#tokens.issue(grant.account, client, redirect, grant.scopes)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#addresses.issuer())
    switch (`${request.method === 'HEAD' ? 'GET' : (request.method ?? '')} ${url.pathname}`) {
      case 'GET /oauth/authorize':
      case 'POST /oauth/authorize':
        return this.#authorize(request, response, url)
      case 'POST /oauth/token':
        return this.#token(request, response)
      case 'GET /oauth/token/request':
        return found(response, `${this.#addresses.issuer()}/oauth/authorize?${new URLSearchParams({ client_id: 'openshift-browser-client', redirect_uri: this.#displayUrl(), response_type: 'code' }).toString()}`, true)
      case 'GET /oauth/token/display':
        return this.#displayForm(request, response, url)
      case 'POST /oauth/token/display':
        return this.#display(request, response)
      case 'GET /oauth/token/implicit':
        return sendText(response, 200, implicitText(this.#addresses.issuer()), 'text/plain')
      case 'GET /login':
        return this.#loginForm(request, response, url)
      case 'POST /login':
        return this.#login(request, response)
      case 'GET /healthz':
        return sendText(response, 200, 'ok')
      case 'GET /':
        throw new ApiError(403, 'Forbidden', 'forbidden: User "system:anonymous" cannot get path "/"', {})
      default:
        return sendText(response, 404, '404 page not found\n')
    }
  }

  #displayUrl(): string {
    return `${this.#addresses.issuer()}/oauth/token/display`
  }

  #client(name: string): Client | undefined {
    const issuer = this.#addresses.issuer()
    switch (name) {
      case 'openshift-challenging-client':
        return { name, challenges: true, accepts: (redirect) => redirect === `${issuer}/oauth/token/implicit` }
      case 'openshift-browser-client':
        return { name, challenges: false, accepts: (redirect) => redirect === this.#displayUrl() }
      case 'openshift-cli-client':
        return { name, challenges: false, accepts: (redirect) => /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?\/callback$/.test(redirect) }
      case 'console':
        return { name, challenges: false, accepts: (redirect) => redirect === `${this.#addresses.consoleUrl()}/auth/callback` }
      default:
        return undefined
    }
  }

  async #authorize(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const asked = url.searchParams
    const client = this.#client(asked.get('client_id') ?? '')
    if (client === undefined) return oauthError(response, 'unauthorized_client')
    const redirect = asked.get('redirect_uri') ?? ''
    if (!client.accepts(redirect)) return oauthError(response, 'invalid_request')
    const state = asked.get('state') ?? ''
    const type = asked.get('response_type') ?? ''
    const refuse = (error: OAuthError): void => {
      const parameters = new URLSearchParams({ error, error_description: errorTexts[error], ...(state === '' ? {} : { state }) })
      found(response, `${redirect}?${parameters.toString()}`)
    }
    if (type !== 'code' && type !== 'token') return refuse('unsupported_response_type')
    const scopes = (asked.get('scope') ?? 'user:full').split(' ')
    if (!scopes.every((scope) => knownScopes.test(scope))) return refuse('invalid_scope')
    const method = asked.get('code_challenge_method') ?? 'plain'
    const challenge = asked.get('code_challenge') ?? ''
    if (challenge !== '' && method !== 'S256' && method !== 'plain') return refuse('invalid_request')

    const account = this.#authenticate(request, response)
    if (account === undefined) return this.#askForLogin(request, response, url, client)
    if (type === 'token') {
      const token = await this.#tokens.issue(account, client.name, redirect, scopes)
      const fragment = new URLSearchParams({ access_token: token, expires_in: String(this.#tokens.lifetimeSeconds), scope: scopes.join(' '), ...(state === '' ? {} : { state }), token_type: 'Bearer' })
      return found(response, `${redirect}#${fragment.toString().replaceAll('sha256%7E', 'sha256~')}`)
    }
    const code = newSecret()
    bound(this.#grants)
    this.#grants.set(code, {
      account,
      client: client.name,
      redirect,
      scopes,
      challenge: challenge === '' ? undefined : { value: challenge, method },
      expires: this.#clock.now().getTime() + codeMs,
    })
    found(response, `${redirect}?code=${code}&state=${encodeURIComponent(state)}`)
  }

  /** By Basic credentials, else by the session of the login page. A good password starts a session. */
  #authenticate(request: IncomingMessage, response: ServerResponse): Account | undefined {
    const basic = basicCredentials(request)
    if (basic !== undefined) {
      const account = findAccount(basic.name, basic.password)
      if (account !== undefined) this.#startSession(response, account)
      return account
    }
    const session = this.#sessions.get(cookies(request)['ssn'] ?? '')
    return session !== undefined && session.expires > this.#clock.now().getTime() ? session.account : undefined
  }

  #startSession(response: ServerResponse, account: Account): void {
    const session = newSecret()
    bound(this.#sessions)
    this.#sessions.set(session, { account, expires: this.#clock.now().getTime() + sessionMs })
    response.setHeader('Set-Cookie', `ssn=${session}; Path=/; HttpOnly; Secure`)
  }

  #askForLogin(request: IncomingMessage, response: ServerResponse, url: URL, client: Client): void {
    if (!client.challenges) return found(response, `/login?then=${encodeURIComponent(`${url.pathname}${url.search}`)}`, true)
    // The header cannot be set by a foreign page, so such a page cannot make a browser ask for the password.
    if ((request.headers['x-csrf-token'] ?? '') === '') {
      response.setHeader('Warning', `199 Origin "${csrfText}"`)
      return sendText(response, 401, csrfText)
    }
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="openshift"', 'Content-Length': 0 })
    response.end()
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request))
    const client = basicCredentials(request)
    if (client === undefined) return oauthError(response, 'invalid_request')
    if (this.#client(client.name) === undefined) return oauthError(response, 'unauthorized_client')
    const type = form.get('grant_type') ?? ''
    if (type === 'password') return oauthError(response, 'access_denied')
    if (type !== 'authorization_code') return oauthError(response, 'unsupported_grant_type')
    const code = form.get('code') ?? ''
    if (code === '') return oauthError(response, 'invalid_request')
    const grant = this.#takeGrant(code)
    if (grant === undefined || grant.client !== client.name) return oauthError(response, 'unauthorized_client')
    if (grant.redirect !== (form.get('redirect_uri') ?? '')) return oauthError(response, 'unauthorized_client')
    if (!answersChallenge(grant.challenge, form.get('code_verifier') ?? '')) return oauthError(response, 'invalid_grant')
    const token = await this.#tokens.issue(grant.account, grant.client, grant.redirect, grant.scopes)
    sendJson(response, 200, { access_token: token, expires_in: this.#tokens.lifetimeSeconds, scope: grant.scopes.join(' '), token_type: 'Bearer' })
  }

  /** A code is good once. */
  #takeGrant(code: string): Grant | undefined {
    const grant = this.#grants.get(code)
    this.#grants.delete(code)
    return grant !== undefined && grant.expires > this.#clock.now().getTime() ? grant : undefined
  }

  #displayForm(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const code = url.searchParams.get('code')
    if (code === null) return sendText(response, 200, tokenErrorPage(url.searchParams.get('error_description') ?? 'no code was given'), 'text/html; charset=utf-8')
    sendText(response, 200, displayFormPage(code, csrfToken(request, response)), 'text/html; charset=utf-8')
  }

  async #display(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request))
    if (!csrfMatches(request, form)) return sendText(response, 400, tokenErrorPage('Could not check CSRF token. Please try again.'), 'text/html; charset=utf-8')
    const token = await this.redeem(form.get('code') ?? '', 'openshift-browser-client', this.#displayUrl())
    if (token === undefined) return sendText(response, 200, tokenErrorPage('the code is not valid any more'), 'text/html; charset=utf-8')
    sendText(response, 200, tokenPage(token, this.#addresses.apiUrl()), 'text/html; charset=utf-8')
  }

  #loginForm(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const then = localPath(url.searchParams.get('then') ?? '/')
    sendText(response, 200, loginPage(then, csrfToken(request, response), url.searchParams.get('reason') ?? ''), 'text/html; charset=utf-8')
  }

  async #login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await readBody(request))
    const then = localPath(form.get('then') ?? '/')
    const retry = (reason: string): void => found(response, `/login?${new URLSearchParams({ reason, then }).toString()}`)
    if (!csrfMatches(request, form)) return retry('token_expired')
    const account = findAccount(form.get('username') ?? '', form.get('password') ?? '')
    if (account === undefined) return retry('access_denied')
    this.#startSession(response, account)
    found(response, then)
  }
}

function found(response: ServerResponse, location: string, withBody = false): void {
  const body = withBody ? `<a href="${escapeHtml(location)}">Found</a>.\n\n` : ''
  response.writeHead(302, { Location: location, ...(withBody ? { 'Content-Type': 'text/html; charset=utf-8' } : {}), 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

function oauthError(response: ServerResponse, error: OAuthError): void {
  sendJson(response, 400, { error, error_description: errorTexts[error] })
}

function basicCredentials(request: IncomingMessage): { name: string; password: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) }
}

export function cookies(request: IncomingMessage): Record<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='))
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')]))
}

function csrfToken(request: IncomingMessage, response: ServerResponse): string {
  const known = cookies(request)['csrf']
  if (known !== undefined && /^[\w~-]{40,}$/.test(known)) return known
  const fresh = newSecret()
  response.setHeader('Set-Cookie', `csrf=${fresh}; Path=/; HttpOnly; Secure`)
  return fresh
}

function csrfMatches(request: IncomingMessage, form: URLSearchParams): boolean {
  const sent = form.get('csrf') ?? ''
  const known = cookies(request)['csrf'] ?? ''
  return known !== '' && timingSafeEqual(sha256(sent), sha256(known))
}

function answersChallenge(challenge: Grant['challenge'], verifier: string): boolean {
  if (challenge === undefined) return true
  return challenge.value === (challenge.method === 'S256' ? sha256(verifier).toString('base64url') : verifier)
}

/** Only a path of this server, so that the login page cannot be used to send people elsewhere. */
function localPath(then: string): string {
  return /^\/(?![/\\])/.test(then) ? then : '/'
}

function bound(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size < mostKept) return
    map.delete(key)
  }
}
