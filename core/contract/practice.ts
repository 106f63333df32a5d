import { z } from 'zod'
import { call } from './define'

/** What happens to requests to the practice classroom's API. */
export const practiceTroubleSchema = z.object({
  /** Only to those whose path begins so. */
  path: z.string().max(512).optional(),
  methods: z.array(z.string().max(16)).max(10).optional(),
  /** How often it still happens; without it always. */
  times: z.number().int().min(1).optional(),
  /** Milliseconds before anything else happens. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** Never answered; the connection stays open. */
  blackhole: z.boolean().optional(),
  /** 507 stands for a full store: what changes something is refused with a 500. */
  status: z.union([z.literal(401), z.literal(403), z.literal(410), z.literal(429), z.literal(500), z.literal(507)]).optional(),
  /** With 429. */
  retryAfterSeconds: z.number().int().min(0).max(3600).optional(),
  /** Of the `Date` in its answers. */
  clockAheadSeconds: z.number().int().min(-315_360_000).max(315_360_000).optional(),
  /** Cut in half, or not JSON any more. */
  body: z.enum(['truncated', 'invalid']).optional(),
})

export type PracticeTrouble = z.infer<typeof practiceTroubleSchema>

/** More objects and changes than any cluster of a course has. */
export const MOST_PRACTICE_MACHINES = 50_000
export const MOST_PRACTICE_CHANGES = 2_000

export interface PracticeStatus {
  troubles: PracticeTrouble[]
  /** Servers that present a stranger's certificate. */
  foreignCertificates: PracticeServer[]
  /** Names of the nodes whose kubelet is silent. */
  silentNodes: string[]
  /** Names of the nodes without hardware virtualization. */
  nodesWithoutKvm: string[]
  /** Machines that were made to have many. */
  machines: number
  changesPerSecond: number
}

export interface PracticeSnapshot {
  name: string
  /** ISO date. */
  saved: string
}

/** The API, or OAuth server and console. */
const server = z.enum(['api', 'ingress'])

export type PracticeServer = z.infer<typeof server>

/** Becomes a directory's name. */
const name = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/, 'lower case letters, digits, - and . only')

const identifier = z.string().min(1).max(253)

/** What an instructor does to the practice classroom. Every call fails with `practice.silent` while it does not run. */
export const practice = {
  calls: {
    status: call(z.undefined()).returns<PracticeStatus>(),
    snapshots: call(z.undefined()).returns<PracticeSnapshot[]>(),
    saveSnapshot: call(z.object({ name })).returns<void>(),
    restoreSnapshot: call(z.object({ name })).returns<void>(),
    deleteSnapshot: call(z.object({ name })).returns<void>(),
    /** `absent`: before OpenShift Virtualization was installed, as Unit 1 begins. */
    reset: call(z.object({ virtualization: z.enum(['installed', 'absent']) })).returns<void>(),
    setTroubles: call(z.object({ troubles: z.array(practiceTroubleSchema).max(100) })).returns<void>(),
    dropWatches: call(z.undefined()).returns<void>(),
    presentCertificate: call(z.object({ server, foreign: z.boolean() })).returns<void>(),
    silenceNode: call(z.object({ name: identifier, silent: z.boolean() })).returns<void>(),
    virtualizeNode: call(z.object({ name: identifier, virtualized: z.boolean() })).returns<void>(),
    /** The guest of a running machine panics. */
    crashGuest: call(z.object({ namespace: identifier, name: identifier })).returns<void>(),
    setLoad: call(z.object({ machines: z.number().int().min(0).max(MOST_PRACTICE_MACHINES), changesPerSecond: z.number().int().min(0).max(MOST_PRACTICE_CHANGES) })).returns<void>(),
  },
  news: {},
  streams: {},
}
