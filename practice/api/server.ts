import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authorizer } from '../access/authorizer'
import type { Tokens } from '../access/tokens'
import { anonymous, type User } from '../access/user'
import type { JsonObject } from '../objects/json'
import { releaseOf, type Release } from '../world/release'
import { offeredProtocols, refuseUpgrade, type Upgrade } from '../web-socket/accept'
import { parseAddress } from './address'
import { aggregatedDiscovery, coreVersions, groupList, groupNamed, resourceList } from './discovery'
import { sendError, sendJson, sendText } from './exchange'
import type { Control } from '../control/server'
import type { Troubles } from '../control/trouble'
import type { GuestDoor } from './guest-door'
import { MachineCalls } from './machine-calls'
import { openApiIndex, openApiV2, openApiV2Protobuf, openApiV3 } from './openapi'
import { PodStreams } from './pod-streams'
import { ResourceRequests } from './requests'
import { asApiError, type Resources } from './resources'
import { ApiError, badRequest, notFound, PlainError, unauthorized } from './status'

export interface ApiAddresses {
  issuer(): string
  consoleUrl(): string
}

function versionInfo({ kubernetes, goVersion }: Release): JsonObject {
  const [major = '', minor = ''] = kubernetes.slice(1).split('.')
  return {
    major,
    minor,
    gitVersion: kubernetes,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2025-07-15T08:00:00Z',
    goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

const healthPaths = new Set(['/healthz', '/livez', '/readyz'])
const scopes = ['user:check-access', 'user:full', 'user:info', 'user:list-projects', 'user:list-scoped-projects']

/** Answers one request to the API; never throws. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

interface ApiParts {
  guests: GuestDoor
  control: Control
  troubles: Troubles
}

/** Answers one connection that asks to be upgraded; never throws. */
export type UpgradeHandler = (upgrade: Upgrade) => void

export function createApi(resources: Resources, authorizer: Authorizer, tokens: Tokens, addresses: ApiAddresses, { guests, control, troubles }: ApiParts): { answer: Handler; upgrade: UpgradeHandler } {
  const requests = new ResourceRequests(resources, authorizer, guests)
  const calls = new MachineCalls(resources, requests, guests)
  const podStreams = new PodStreams(resources, guests)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = parseUrl(request)
    const path = url.pathname
    const controls = path.startsWith('/practice/')
    // Who has made the trouble must be able to end it.
    if (!controls && (await troubles.meet(request, response, url))) return
    const user = authenticate(request, tokens)
    const address = parseAddress(path)
    if (address !== undefined) {
      const asked = { request, response, url, user, address }
      return address.group === 'subresources.kubevirt.io' ? calls.serve(asked) : requests.serve(asked)
    }
    if (path === '/console') return redirect(response, addresses.consoleUrl())
    const verb = (request.method ?? 'GET').toLowerCase()
    if (!authorizer.pathAllowed(user, verb === 'head' ? 'get' : verb, path)) {
      throw new ApiError(403, 'Forbidden', `forbidden: User ${JSON.stringify(user.name)} cannot ${verb === 'head' ? 'head' : verb} path ${JSON.stringify(path)}`, {})
    }
    if (controls) return control.serve(request, response, path)
    if (path === '/version') return sendJson(response, 200, versionInfo(releaseOf(resources.store)))
    if (healthPaths.has(path)) return sendText(response, 200, 'ok')
    if (path === '/.well-known/oauth-authorization-server') return sendJson(response, 200, oauthMetadata(addresses.issuer()))
    if (!discover(request, response, path)) sendText(response, 404, '404 page not found\n')
  }

  function discover(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const kinds = resources.kinds.all()
    const send = (value: unknown): boolean => {
      if (value === undefined) return false
      sendJson(response, 200, value)
      return true
    }
    const trimmed = path.replace(/\/$/, '')
    const [, root, ...rest] = trimmed.split('/')
    if (root === 'api' || root === 'apis') {
      if (rest.length === 0) {
        const asked = /g=apidiscovery\.k8s\.io;v=(v2beta1|v2);as=APIGroupDiscoveryList/.exec(request.headers.accept ?? '')
        if (asked !== null) {
          const apiVersion = `apidiscovery.k8s.io/${asked[1] ?? 'v2'}`
          sendJson(response, 200, aggregatedDiscovery(kinds, root, apiVersion), `application/json;g=apidiscovery.k8s.io;v=${asked[1] ?? 'v2'};as=APIGroupDiscoveryList`)
          return true
        }
        return send(root === 'api' ? coreVersions() : groupList(kinds))
      }
      const [first = '', second] = rest
      if (root === 'api') return second === undefined && send(resourceList(kinds, '', first))
      return send(second === undefined ? groupNamed(kinds, first) : resourceList(kinds, first, second))
    }
    if (trimmed === '/openapi/v2') {
      if (!(request.headers.accept ?? '').includes('protobuf')) return send(openApiV2(kinds))
      response.writeHead(200, { 'Content-Type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' })
      response.end(openApiV2Protobuf())
      return true
    }
    if (trimmed === '/openapi/v3') return send(openApiIndex(kinds))
    if (trimmed.startsWith('/openapi/v3/')) return send(openApiV3(kinds, trimmed.slice('/openapi/v3/'.length)))
    return false
  }

  async function openStream(upgrade: Upgrade): Promise<void> {
    const { request } = upgrade
    const url = parseUrl(request)
    if (await troubles.meetUpgrade(url.pathname)) return
    const user = authenticate(request, tokens)
    const address = parseAddress(url.pathname)
    if (address === undefined) throw badRequest('the connection can only be upgraded to a WebSocket')
    if (address.group === 'subresources.kubevirt.io') {
      if (request.method !== 'GET') throw badRequest('the connection can only be upgraded to a WebSocket')
      await calls.open(upgrade, { url, user, address })
      troubles.followStream(upgrade.socket, url.pathname)
      return
    }
    const { group, resource, subresource } = address
    if (resource !== 'pods' || group !== '' || !PodStreams.has(subresource)) throw badRequest('the practice classroom has no stream there')
    // A WebSocket is a GET, and running a command is more than looking.
    requests.authorize(user, 'create', address)
    const pod = resources.store.get('pods', address.namespace, address.name ?? '')
    if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, address.name ?? '')
    podStreams.open(upgrade, subresource, pod, url)
    troubles.followStream(upgrade.socket, url.pathname)
  }

  return {
    answer(request, response) {
      response.on('error', () => response.destroy())
      answer(request, response).catch((error: unknown) => {
        if (response.destroyed) return
        sendError(response, asApiError(error))
      })
    },
    upgrade(upgrade) {
      openStream(upgrade).catch((error: unknown) => {
        const told = asApiError(error)
        refuseUpgrade(upgrade, told.code, told instanceof PlainError ? told.message : JSON.stringify(told.toStatus()), told instanceof PlainError ? 'text/plain; charset=utf-8' : 'application/json')
      })
    },
  }
}

function parseUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'https://localhost')
  } catch {
    throw badRequest('the address of the request cannot be read')
  }
}

/** A request without a token is anonymous; a token that is not valid is refused, as a client must not mistake the two. */
function authenticate(request: IncomingMessage, tokens: Tokens): User {
  const header = request.headers.authorization ?? ''
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1] ?? webSocketToken(request)
  if (token === undefined) return anonymous
  const user = tokens.holder(token)
  if (user === undefined) throw unauthorized
  return user
}

// A browser cannot set headers on a WebSocket: the token comes as one of its protocols.
function webSocketToken(request: IncomingMessage): string | undefined {
  const prefix = 'base64url.bearer.authorization.k8s.io.'
  const protocols = offeredProtocols(request)
  const encoded = protocols.find((protocol) => protocol.startsWith(prefix))
  // Kubernetes takes the token out before the stream's own protocol is chosen, and insists that there is one.
  if (encoded !== undefined && protocols.length === 1) throw unauthorized
  return encoded === undefined ? undefined : Buffer.from(encoded.slice(prefix.length), 'base64url').toString('utf8')
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { Location: location, 'Content-Length': 0 })
  response.end()
}

function oauthMetadata(issuer: string): unknown {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    scopes_supported: scopes,
    response_types_supported: ['code', 'token'],
    grant_types_supported: ['authorization_code', 'implicit'],
    code_challenge_methods_supported: ['plain', 'S256'],
  }
}
