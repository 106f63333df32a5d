import { createHash, randomBytes } from 'node:crypto'
import { Failure } from './failure'
import { sendJson, type Connection } from './http'

export interface Metadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  code_challenge_methods_supported?: string[]
}

export async function discover(connection: Connection): Promise<Metadata> {
  const path = '/.well-known/oauth-authorization-server'
  const { status, body } = await sendJson<Metadata>(connection, path, { headers: { 'X-Csrf-Token': '1' } })
  if (status !== 200) throw new Failure(`error: couldn't get ${connection.server}${path}: unexpected response status ${status}`)
  return body
}

/** How one login asks for its code, and how it proves later that it was the one who asked. */
export interface CodeRequest {
  client: string
  redirect: string
  /** Undefined if the server knows no PKCE. */
  verifier: string | undefined
  query: URLSearchParams
}

export function requestCode(metadata: Metadata, client: string, redirect: string): CodeRequest {
  const pkce = metadata.code_challenge_methods_supported?.includes('S256') === true
  const verifier = pkce ? randomBytes(96).toString('base64url') : undefined
  const query = new URLSearchParams({
    client_id: client,
    ...(verifier === undefined ? {} : { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }),
    redirect_uri: redirect,
    response_type: pkce ? 'code' : 'token',
  })
  return { client, redirect, verifier, query }
}

export async function redeem(oauth: Connection, endpoint: string, code: string, { client, redirect, verifier }: CodeRequest): Promise<string | null> {
  const form = new URLSearchParams({ code, ...(verifier === undefined ? {} : { code_verifier: verifier }), grant_type: 'authorization_code', redirect_uri: redirect })
  const headers = { Authorization: `Basic ${Buffer.from(`${client}:`).toString('base64')}`, 'Content-Type': 'application/x-www-form-urlencoded' }
  const answer = await sendJson<{ access_token?: string; error_description?: string }>(oauth, endpoint, { method: 'POST', headers, body: form.toString() })
  if (answer.status !== 200) throw new Failure(`error: ${answer.body.error_description ?? `the OAuth server answered ${answer.status}`}`)
  return answer.body.access_token ?? null
}
