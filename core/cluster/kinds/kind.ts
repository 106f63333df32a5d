import type { ClusterObject, KindName, Tone } from '../model'

/** What a row and an object page say of an object beyond its metadata. */
export interface Summary {
  status: string
  tone: Tone
  fact?: string | null
  facts?: ClusterObject['facts']
}

export type KindIcon =
  | 'node' | 'project' | 'vm' | 'operator' | 'clusterOperator' | 'storageClass' | 'claim' | 'service' | 'route' | 'version'
  | 'workload' | 'pod' | 'job' | 'config' | 'secret' | 'bootSource' | 'dataVolume' | 'policy' | 'network' | 'other' // prettier-ignore

export interface WatchedKind {
  readonly name: KindName
  /** The server's word for one, as in YAML: `VirtualMachine`. */
  readonly kind: string
  /** Group and version: `/api/v1` or `/apis/kubevirt.io/v1`. */
  readonly path: string
  readonly plural: string
  /** Asked for instead where the server does not have this kind at all. */
  readonly fallback?: { readonly path: string; readonly plural: string }
  readonly namespaced: boolean
  /** Leaves out what no student looks for, on the server already. */
  readonly labelSelector?: string
  /** Watched as long as somebody is logged in: the first look at a cluster needs it. All others are watched while they are on the screen. */
  readonly always?: boolean
  /** A row needs its name and labels only: the rest, such as what is secret, is never asked for. */
  readonly metadataOnly?: boolean
  /** Plural in plain words, as after "may not list". */
  readonly words: string
  /** What to say where the server does not have this kind; by default, that it does not know it. */
  readonly whenAbsent?: string
  readonly icon: KindIcon
  /** The badge before an object's name, as in the web console. */
  readonly badge: string
  /** Keys of `facts` that the object page shows, in order, with their labels. */
  readonly details: readonly (readonly [fact: string, label: string])[]
  readonly summarize: (raw: unknown) => Summary
}
