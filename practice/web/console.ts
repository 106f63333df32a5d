import type { IncomingMessage, ServerResponse } from 'node:http'
import { newSecret } from '../access/digest'
import type { Tokens } from '../access/tokens'
import type { User } from '../access/user'
import { sendError, sendText } from '../api/exchange'
import { asApiError, type Resources } from '../api/resources'
import type { Handler } from '../api/server'
import { listAt, objectAt, textAt, type KubeObject } from '../objects/json'
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
    sendText(response, 200, overview(resources, user, addresses), 'text/html; charset=utf-8')
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
  // By its type oc knows that this is a page and no API.
  response.writeHead(302, { Location: location, 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': 0 })
  response.end()
}

/** A cell's text, and what it means: nothing foreign ever becomes a class. */
type Cell = string | { text: string; means: 'good' | 'bad' | 'quiet' }

function table(head: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '<p class="quiet">None that you may see.</p>'
  const line = (cells: Cell[], tag: 'th' | 'td') => `<tr>${cells.map((cell) => (typeof cell === 'string' ? `<${tag}>${escapeHtml(cell)}</${tag}>` : `<${tag} class="${cell.means}">${escapeHtml(cell.text)}</${tag}>`)).join('')}</tr>`
  return `<table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`
}

function statusCell(text: string): Cell {
  if (/^(Running|Active|Ready)$/.test(text)) return { text, means: 'good' }
  return { text, means: /Error|CrashLoop|BackOff|NotReady/.test(text) ? 'bad' : 'quiet' }
}

/** What OpenShift brings itself: never what a student looks for. */
const platform = /^(openshift|kube)(-|$)|^default$/

function overview(resources: Resources, user: User, addresses: OAuthAddresses): string {
  const situation = resources.situation(user, undefined)
  const { store } = resources
  const mayList = (group: string, resource: string, namespace: string | undefined) => situation.allowed(user, { verb: 'list', group, resource, namespace })
  const mayGet = ({ metadata: { name } }: KubeObject) => situation.allowed(user, { verb: 'get', group: '', resource: 'namespaces', namespace: name, name })
  const projects = store.list('namespaces').filter(mayGet)
  const machines = store.list('virtualmachines.kubevirt.io').filter((machine) => mayList('kubevirt.io', 'virtualmachines', machine.metadata.namespace))
  const users = mayList('user.openshift.io', 'users', undefined) ? store.list('users.user.openshift.io') : []
  const projectTable = (shown: KubeObject[]) =>
    table(['Name', 'Display name', 'Requester', 'Status'], shown.map(({ metadata: { name, annotations }, ...project }) => [name, annotations?.['openshift.io/display-name'] ?? '', annotations?.['openshift.io/requester'] ?? '', statusCell(textAt(objectAt(project), 'status', 'phase'))]))
  const own = projects.filter(({ metadata }) => !platform.test(metadata.name))
  const theirs = projects.filter((project) => !own.includes(project))
  return page(
    'Practice classroom',
    `<h1>This is the practice classroom</h1>
<p>A real cluster would show its web console here. The practice classroom is used through its API at <code>${escapeHtml(addresses.apiUrl())}</code>; this page only shows what is there. <a href="/">Refresh</a></p>
<h2>Virtual machines</h2>
${table(['Name', 'Project', 'Status', 'Node'], machines.map((machine) => machineRow(resources, machine)))}
<h2>Projects</h2>
${projectTable(own)}
${theirs.length === 0 ? '' : `<details><summary>${theirs.length} of the platform</summary>${projectTable(theirs)}</details>`}
<h2>Users</h2>
${table(['Name', 'Identity', 'First login'], users.map(({ metadata, ...one }) => [metadata.name, listAt(objectAt(one), 'identities').map(String).join(', '), metadata.creationTimestamp ?? '']))}`,
    `<span>You are logged in as <strong>${escapeHtml(user.name)}</strong></span><a href="${escapeHtml(`${addresses.issuer()}/oauth/token/request`)}">Copy login command</a>`,
  )
}

function machineRow({ store }: Resources, machine: KubeObject): Cell[] {
  const { name, namespace = '' } = machine.metadata
  const node = textAt(store.get('virtualmachineinstances.kubevirt.io', namespace, name), 'status', 'nodeName')
  return [name, namespace, statusCell(textAt(machine, 'status', 'printableStatus')), node]
}
