import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { AppFailure } from '../../core/contract'
import { readBody, type HttpsClient } from './https'
import { isWebPage, notAnApi } from './who-am-i'

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  code_challenge_methods_supported: z.array(z.string()).default([]),
})

export type OAuthServer = z.infer<typeof metadataSchema>

export const METADATA_PATH = '/.well-known/oauth-authorization-server'

/** Reads the answer to METADATA_PATH; null when the server has none (a plain Kubernetes). Throws `cluster.unreachable` (`notAnApi`) for a web page. */
export function readMetadata(answer: IncomingMessage, text: string, address: string): OAuthServer | null {
  if (isWebPage(answer)) throw notAnApi(address)
  if (answer.statusCode !== 200) return null
  let parsed: ReturnType<typeof metadataSchema.safeParse>
  try {
    parsed = metadataSchema.safeParse(JSON.parse(text))
  } catch (error) {
    throw notAnApi(address, error)
  }
  // The issuer is where the password would be sent: never over plain http, whatever the answer says.
  const isHttps = (value: string): boolean => value.startsWith('https://')
  if (!parsed.success || ![parsed.data.issuer, parsed.data.authorization_endpoint, parsed.data.token_endpoint].every(isHttps)) return null
  return parsed.data
}

const CLIENT = 'openshift-challenging-client'

/**
 * The login that `oc` does, for a computer without `oc`: Basic challenge, authorization code with PKCE. The caller has made sure that both servers
 * are trusted. Answers the token. Rejects with AppFailure `auth.rejected` or `auth.failed`, or what HttpsClient.request rejects with.
 */
export async function requestToken(client: HttpsClient, server: OAuthServer, user: string, password: string): Promise<string> {
  const failed = (said: string): AppFailure => new AppFailure({ kind: 'auth.failed', user, said })
  const redirect = `${server.issuer}/oauth/token/implicit`
  const verifier = randomBytes(32).toString('base64url')
  const usesPkce = server.code_challenge_methods_supported.includes('S256')

  const authorize = new URL(server.authorization_endpoint)
  authorize.search = new URLSearchParams({
    client_id: CLIENT,
    ...(usesPkce ? { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' } : {}),
    redirect_uri: redirect,
    response_type: 'code',
  }).toString()
  const answer = await client.request(authorize, { headers: { 'X-CSRF-Token': '1', Authorization: basic(user, password) } })
  answer.resume()
  if (answer.statusCode === 401) throw new AppFailure({ kind: 'auth.rejected', user })
  const { location } = answer.headers
  if (answer.statusCode !== 302 || location === undefined) throw failed(`The login server answered ${answer.statusCode}.`)
  const granted = new URL(location, server.issuer).searchParams
  const code = granted.get('code')
  if (code === null) throw failed((granted.get('error_description') ?? granted.get('error') ?? 'The login server gave no code.').slice(0, 500))

  const exchange = await client.request(new URL(server.token_endpoint), {
    method: 'POST',
    headers: { Authorization: basic(CLIENT, ''), 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ code, grant_type: 'authorization_code', redirect_uri: redirect, ...(usesPkce ? { code_verifier: verifier } : {}) }).toString(),
  })
  const text = await readBody(exchange, server.issuer)
  try {
    return z.object({ access_token: z.string().min(1) }).parse(JSON.parse(text)).access_token
  } catch {
    throw failed(`The login server answered ${exchange.statusCode} without a token.`)
  }
}

/** The object that stands for a token on the server; null for a token of another kind, which has no such object. */
export function tokenObjectName(token: string): string | null {
  const secret = /^sha256~(.+)$/.exec(token)?.[1]
  return secret === undefined ? null : `sha256~${createHash('sha256').update(secret).digest('base64url')}`
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
