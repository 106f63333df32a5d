import type { IncomingMessage, ServerResponse } from 'node:http'
import { newSecret } from '../access/digest'
import type { Tokens } from '../access/tokens'
import type { User } from '../access/user'
import { sendError, sendText } from '../api/exchange'
import { asApiError, type Resources } from '../api/resources'
import type { Handler } from '../api/server'
import { textAt, type KubeObject } from '../objects/json'
import { escapeHtml, page } from '../oauth/pages'
import { cookies, type OAuthAddresses, type OAuthServer } from '../oauth/server'

const cookie = 'practice-console-session'
// Sessions that nobody closes are bounded, the oldest goes first.
const mostSessions = 100

/** The page that stands where OpenShift's web console would: who and what is there, read-only. */
export function createConsole(resources: Resources, tokens: Tokens, oauth: OAuthServer, addresses: OAuthAddresses): Handler {
  const sessions = new Map<string, string>()
  const states = new Set<string>()
  const callback = () => `${addresses.consoleUrl()}/auth/callback`

  function signIn(response: ServerResponse): void {
    const state = newSecret()
    for (const old of states) if (states.size >= mostSessions) states.delete(old)
    states.add(state)
    const query = new URLSearchParams({ client_id: 'console', redirect_uri: callback(), response_type: 'code', scope: 'user:full', state })
    redirect(response, `${addresses.issuer()}/oauth/authorize?${query.toString()}`)
  }

  async function finishSignIn(response: ServerResponse, url: URL): Promise<void> {
    if (!states.delete(url.searchParams.get('state') ?? '')) return redirect(response, '/')
    const token = await oauth.redeem(url.searchParams.get('code') ?? '', 'console', callback())
    if (token === undefined) return sendText(response, 401, page('Practice classroom', '<p role="alert">The login did not work. <a href="/">Try again</a></p>'), 'text/html; charset=utf-8')
    const session = newSecret()
    for (const old of sessions.keys()) if (sessions.size >= mostSessions) sessions.delete(old)
    sessions.set(session, token)
    response.setHeader('Set-Cookie', `${cookie}=${session}; Path=/; HttpOnly; Secure; SameSite=Lax`)
    redirect(response, '/')
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', addresses.consoleUrl())
    if (url.pathname === '/auth/callback') return finishSignIn(response, url)
    if (url.pathname === '/healthz') return sendText(response, 200, 'ok')
    const user = tokens.holder(sessions.get(cookies(request)[cookie] ?? '') ?? '')
    if (user === undefined) return signIn(response)
    sendText(response, 200, overview(resources, user, addresses.apiUrl()), 'text/html; charset=utf-8')
  }

  return (request, response) => {
    response.on('error', () => response.destroy())
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    response.setHeader('X-Frame-Options', 'DENY')
    answer(request, response).catch((error: unknown) => {
      if (!response.destroyed) sendError(response, asApiError(error))
    })
  }
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { Location: location, 'Content-Length': 0 })
  response.end()
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '<p>None that you may see.</p>'
  const line = (cells: string[], tag: 'th' | 'td') => `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`
}

function overview(resources: Resources, user: User, apiUrl: string): string {
  const situation = resources.situation(user, undefined)
  const { store } = resources
  const mayList = (group: string, resource: string, namespace: string | undefined) => situation.allowed(user, { verb: 'list', group, resource, namespace })
  const projects = store.list('namespaces').filter((namespace) => mayGet(namespace))
  function mayGet({ metadata: { name } }: KubeObject): boolean {
    return situation.allowed(user, { verb: 'get', group: '', resource: 'namespaces', namespace: name, name })
  }
  const machines = store.list('virtualmachines.kubevirt.io').filter((machine) => mayList('kubevirt.io', 'virtualmachines', machine.metadata.namespace))
  const users = mayList('user.openshift.io', 'users', undefined) ? store.list('users.user.openshift.io') : []
  return page(
    'Practice classroom',
    `<h1>This is the practice classroom</h1>
<p>A real cluster would show its web console here. The practice classroom is used through its API at <code>${escapeHtml(apiUrl)}</code>; this page only shows what is there.</p>
<p>You are logged in as <strong>${escapeHtml(user.name)}</strong>.</p>
<p><a href="${escapeHtml('/')}">Refresh</a></p>
<h2>Virtual machines</h2>
${table(['Name', 'Project', 'Status'], machines.map((machine) => [machine.metadata.name, machine.metadata.namespace ?? '', textAt(machine, 'status', 'printableStatus')]))}
<h2>Projects</h2>
${table(['Name', 'Display name', 'Status'], projects.map((project) => [project.metadata.name, project.metadata.annotations?.['openshift.io/display-name'] ?? '', textAt(project, 'status', 'phase')]))}
<h2>Users</h2>
${table(['Name', 'UID'], users.map((one) => [one.metadata.name, one.metadata.uid ?? '']))}`,
  )
}
