import { z } from 'zod'
import { call, news } from './define'
import type { AppError } from './errors'

export type IdentityState = 'signedOut' | 'signingIn' | 'signedIn' | 'expired'

/** One cluster user of the classroom and how far its login has come. Its kubeconfig is the truth; this is the echo. */
export interface Identity {
  user: string
  role: string | null
  hint: string | null
  state: IdentityState
  /** Who the server says the kubeconfig's token belongs to; differs from `user` when the student logged in as somebody else there. */
  verifiedAs: string | null
  hasPassword: boolean
  /** True when the student typed the password at oc's prompt and it worked: the window offers to keep it. */
  offersToKeepPassword: boolean
  problem: AppError | null
}

/** Where passwords are kept, and why not in the keychain when they are not. */
export interface VaultState {
  kind: 'keychain' | 'encryptedFile' | 'memory'
  reason: 'noService' | 'locked' | 'slow' | 'denied' | 'policy' | null
}

export interface SessionState {
  /** Which classroom this is about. */
  classroom: { id: string; apiUrl: string } | null
  /** The identity whose cluster the tree shows. */
  active: string | null
  identities: Identity[]
  vault: VaultState
  /** True when terminals use the student's own ~/.kube/config instead of one kubeconfig per identity. */
  usesOwnKubeconfig: boolean
  trust: TrustQuestion | null
  /** By how many milliseconds this computer's clock is before the cluster's, negative where it is behind; null while they agree. */
  clockAheadMs: number | null
}

/** A certificate that nobody vouches for yet. Times are ISO 8601. */
export interface CertificateDoubt {
  role: 'api' | 'oauth'
  /** An origin such as `https://api.ocp4.example.com:6443`. */
  address: string
  subject: string
  issuer: string
  validFrom: string
  validTo: string
  /** Pairs of upper-case hex digits separated by colons. */
  sha256: string
  nameMatches: boolean
  timeIsValid: boolean
  /** What was trusted at this address before; null on the first meeting. */
  previousSha256: string | null
}

export interface TrustQuestion {
  id: string
  classroom: string
  doubts: CertificateDoubt[]
}

const user = z.string().min(1).max(256)

export const session = {
  calls: {
    get: call(z.undefined()).returns<SessionState>(),
    login: call(z.object({ user })).returns<void>(),
    logout: call(z.object({ user })).returns<void>(),
    /** Shows the cluster as this identity sees it. */
    activate: call(z.object({ user })).returns<void>(),
    answerTrust: call(z.object({ id: z.string().max(64), trust: z.boolean() })).returns<void>(),
    keepPassword: call(z.object({ user, keep: z.boolean() })).returns<void>(),
    forget: call(z.object({ user })).returns<void>(),
    forgetAll: call(z.undefined()).returns<void>(),
    useOwnKubeconfig: call(z.object({ on: z.boolean() })).returns<void>(),
    openConsole: call(z.undefined()).returns<void>(),
    /** Asks the server again who everybody is. */
    verify: call(z.undefined()).returns<void>(),
  },
  news: { changed: news<SessionState>() },
  streams: {},
}
