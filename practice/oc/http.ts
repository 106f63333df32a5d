import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { openTls, type Trust } from './tls'

export interface Connection extends Trust {
  server: string
  token?: string | undefined
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
}

export interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** Why no answer came, in the words of Go's network library. */
export class TransportError extends Error {
  readonly kind: 'refused' | 'unknownAuthority' | 'wrongHost' | 'other'

  readonly host: string

  constructor(kind: TransportError['kind'], host: string, message: string) {
    super(message)
    this.kind = kind
    this.host = host
  }
}

// oc's own limit for one request.
const timeoutMs = 32_000

const unknownAuthority = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'])

/** Follows no redirects. Rejects with TransportError if there is no HTTP answer. */
export async function send(connection: Connection, path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
  const url = new URL(path, connection.server)
  const secure = url.protocol === 'https:'
  const socket = secure ? await connectSecurely(url, connection) : undefined
  const options = {
    method,
    headers: {
      Accept: 'application/json, */*',
      'User-Agent': 'oc/4.19.6 (practice)',
      ...(connection.token === undefined ? {} : { Authorization: `Bearer ${connection.token}` }),
      ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    timeout: timeoutMs,
    // An agent would open a connection of its own.
    ...(socket === undefined ? { agent: false as const } : { createConnection: () => socket }),
  }
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(parts) }))
      response.on('error', (error) => reject(translate(error, url)))
    })
    request.on('timeout', () => request.destroy(new TransportError('other', url.host, `dial tcp ${url.host}: i/o timeout`)))
    request.on('error', (error) => reject(translate(error, url)))
    request.end(body)
  })
}

/** A trusted connection; rejects with TransportError. */
export async function connectSecurely(url: URL, connection: Connection): Promise<TLSSocket> {
  try {
    return await openTls(url, connection)
  } catch (error) {
    throw translate(error as Error, url)
  }
}

export async function sendJson<T>(connection: Connection, path: string, ask: Ask & { json?: unknown } = {}): Promise<{ status: number; body: T }> {
  const { json, ...rest } = ask
  const answer = await send(connection, path, json === undefined ? rest : { ...rest, body: JSON.stringify(json), headers: { ...rest.headers, 'Content-Type': 'application/json' } })
  let body: unknown
  try {
    body = JSON.parse(answer.bytes.toString('utf8'))
  } catch {
    body = { message: answer.bytes.toString('utf8').trim() }
  }
  return { status: answer.status, body: body as T }
}

type NodeError = NodeJS.ErrnoException & { address?: string; port?: number; cert?: PeerCertificate }

function translate(error: Error, url: URL): TransportError {
  if (error instanceof TransportError) return error
  const { code = '', address, port, cert } = error as NodeError
  // With several addresses tried, the first one's failure is told.
  const first = error instanceof AggregateError ? (error.errors[0] as NodeError | undefined) : undefined
  if (code === 'ECONNREFUSED') return new TransportError('refused', url.host, `dial tcp ${first?.address ?? address ?? url.hostname}:${first?.port ?? port ?? url.port}: connect: connection refused`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new TransportError('refused', url.host, `dial tcp: lookup ${url.hostname}: no such host`)
  if (unknownAuthority.has(code)) return new TransportError('unknownAuthority', url.host, 'x509: certificate signed by unknown authority')
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return new TransportError('wrongHost', url.host, wrongHost(url.hostname, cert?.subjectaltname ?? ''))
  if (code === 'ETIMEDOUT') return new TransportError('other', url.host, `dial tcp ${url.host}: i/o timeout`)
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return new TransportError('other', url.host, 'x509: certificate has expired or is not yet valid')
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') return new TransportError('other', url.host, 'tls: first record does not look like a TLS handshake')
  if (code === 'ECONNRESET' || code === 'HPE_INVALID_CONSTANT') return new TransportError('other', url.host, 'EOF')
  return new TransportError('other', url.host, error.message)
}

function wrongHost(host: string, names: string): string {
  const listed = (prefix: string): string[] => names.split(', ').flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  if (isIP(host) !== 0) {
    const addresses = listed('IP Address:')
    if (addresses.length === 0) return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    return `x509: certificate is valid for ${addresses.join(', ')}, not ${host}`
  }
  return `x509: certificate is valid for ${listed('DNS:').join(', ')}, not ${host}`
}
