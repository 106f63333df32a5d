/** Who asks. `name` and `groups` are what RBAC's subjects are compared with. */
export interface User {
  name: string
  uid: string
  groups: string[]
}

export const anonymous: User = { name: 'system:anonymous', uid: '', groups: ['system:unauthenticated'] }

/** The controllers of this program, and the seed. Never the holder of a token. */
export const systemUser: User = { name: 'system:admin', uid: '', groups: ['system:masters', 'system:authenticated'] }
