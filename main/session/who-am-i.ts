import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { AppFailure } from '../../core/contract'
import { readBody } from './https'

/** One exchange with the API server in the name of a token. */
export type Ask = (request: { method?: string; path: string; body?: string; headers?: Record<string, string> }) => Promise<IncomingMessage>

export type Answer = { kind: 'user'; name: string } | { kind: 'unauthorized' }

const reviewSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) })
const userSchema = z.object({ metadata: z.object({ name: z.string() }) })

/**
 * Asks the server who the token belongs to, as oc from 4.15 does: SelfSubjectReview, and `users/~` where that is unknown (404) or closed (403).
 * Rejects with AppFailure `cluster.unreachable`, `cluster.untrusted` or `cluster.refused`.
 */
export async function whoAmI(ask: Ask, address: string): Promise<Answer> {
  const review = await ask({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }),
  })
  if (review.statusCode === 404 || review.statusCode === 403) {
    review.resume()
    const user = await ask({ path: '/apis/user.openshift.io/v1/users/~' })
    return readAnswer(user, address, (body) => userSchema.parse(body).metadata.name)
  }
  return readAnswer(review, address, (body) => reviewSchema.parse(body).status.userInfo.username)
}

/** The administrator of a fresh cluster has another name on the server than at the login prompt. */
export function isSameUser(typed: string, onServer: string): boolean {
  return typed === onServer || (typed === 'kubeadmin' && onServer === 'kube:admin')
}

async function readAnswer(answer: IncomingMessage, address: string, nameIn: (body: unknown) => string): Promise<Answer> {
  const status = answer.statusCode ?? 0
  const text = await readBody(answer, address)
  // Without a valid token the server may take the request for an anonymous one and forbid it.
  if (status === 401 || (status === 403 && text.includes('system:anonymous'))) return { kind: 'unauthorized' }
  if (isWebPage(answer)) throw notAnApi(address)
  if (status < 200 || status > 299) throw new AppFailure({ kind: 'cluster.refused', status, message: messageIn(text) })
  let name: string
  try {
    name = nameIn(JSON.parse(text))
  } catch (error) {
    throw notAnApi(address, error)
  }
  return name === 'system:anonymous' ? { kind: 'unauthorized' } : { kind: 'user', name }
}

export function isWebPage(answer: IncomingMessage): boolean {
  return /^text\/html/i.test(answer.headers['content-type'] ?? '')
}

export function notAnApi(address: string, cause?: unknown): AppFailure {
  return new AppFailure({ kind: 'cluster.unreachable', reason: 'notAnApi', address, detail: 'A web page came instead of the answer of an API server.' }, { cause })
}

/** The sentence of a Kubernetes Status, shortened; empty when the body is something else. */
function messageIn(text: string): string {
  try {
    return z.object({ message: z.string() }).parse(JSON.parse(text)).message.slice(0, 500)
  } catch {
    return ''
  }
}
