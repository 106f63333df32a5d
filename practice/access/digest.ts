import { createHash, randomBytes } from 'node:crypto'

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** A secret as OpenShift writes it: `sha256~` and 256 random bits. */
export function newSecret(): string {
  return `sha256~${randomBytes(32).toString('base64url')}`
}

/** The name under which a token's object is stored; the token itself is stored nowhere. */
export function tokenObjectName(token: string): string {
  return `sha256~${sha256(token.replace(/^sha256~/, '')).toString('base64url')}`
}
