import type { Attributes } from '../access/authorizer'
import type { User } from '../access/user'
import type { Cause } from '../api/status'
import { at, textAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import type { Resource, Store } from '../store/store'

/** What a kind's hooks may look at and do. */
export interface Situation {
  now: Date
  user: User
  namespace: string | undefined
  store: Store
  allowed(user: User, attributes: Attributes): boolean
  pathAllowed(user: User, verb: string, path: string): boolean
  rules(user: User, namespace: string | undefined): JsonObject[]
  /** Creates through the same rules as a request; throws ApiError. */
  create(resource: Resource, object: KubeObject): KubeObject
}

export interface Column {
  name: string
  type: 'string' | 'integer' | 'date' | 'boolean'
  /** 0 is always shown, 1 with `-o wide`. */
  priority: 0 | 1
  cell(object: KubeObject, now: Date): Json
}

export interface Kind {
  group: string
  version: string
  plural: string
  singular: string
  kind: string
  shortNames: string[]
  categories: string[]
  namespaced: boolean
  /** Custom resources take no strategic merge patch, and are served only while their CRD exists. */
  origin: 'builtin' | 'aggregated' | 'crd'
  verbs: string[]
  subresources: string[]
  columns: Column[]
  /** What the table's first column says, if it is not just the name. */
  displayName?: (object: KubeObject) => string
  /** The name stands at the end of the table, and with `-o wide` only: nobody reads it. */
  nameLast: boolean
  /** Selectable besides metadata.name and metadata.namespace. */
  fields: string[]
  names: 'subdomain' | 'label' | 'path'
  description: string
  /** OpenAPI schemas of spec and status, as far as `explain` tells them. */
  schema: { spec?: JsonObject; status?: JsonObject }
  /** Fills in what the request left out; `old` is the object it replaces. Changes `object` in place. */
  prepare?: (object: KubeObject, old: KubeObject | undefined, situation: Situation) => void
  validate?: (object: KubeObject, old: KubeObject | undefined) => Cause[]
  /** An admission webhook for deletions: throws ApiError to refuse. */
  guardDeletion?: (object: KubeObject, store: Store) => void
  /** An admission webhook for evictions: throws ApiError to refuse, and may first tell what it is about to do instead. */
  guardEviction?: (object: KubeObject, store: Store) => void
  /** Called for a deletion: true keeps the object, marked as being deleted, until a controller removes it. */
  lingers?: (object: KubeObject, graceSeconds: number | undefined) => boolean
  /** Answers a create without storing anything: reviews and requests. */
  answer?: (request: KubeObject, situation: Situation) => KubeObject
  /** Answers a get for a name that is no object's, such as users/~. */
  find?: (name: string, situation: Situation) => KubeObject | undefined
  /** Another name for objects stored elsewhere. */
  view?: View
}

export interface View {
  of: Resource
  show(object: KubeObject): KubeObject
  /** Which of the objects this user's list and watch contain. */
  visible(object: KubeObject, user: User, situation: Pick<Situation, 'allowed'>): boolean
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

type Optional = Partial<Omit<Kind, 'group' | 'version' | 'plural' | 'kind'>>

/** Fills in what most kinds have in common; `more` says what is different. */
export function defineKind(groupVersion: string, plural: string, kind: string, more: Optional = {}): Kind {
  const [group, version] = groupVersion.includes('/') ? (groupVersion.split('/') as [string, string]) : ['', groupVersion]
  return {
    group,
    version,
    plural,
    kind,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: true,
    origin: 'builtin',
    verbs: allVerbs,
    subresources: [],
    columns: [age],
    fields: [],
    names: 'subdomain',
    description: '',
    schema: {},
    nameLast: false,
    ...more,
  }
}

export function resourceOf({ group, plural }: Pick<Kind, 'group' | 'plural'>): Resource {
  return group === '' ? plural : `${plural}.${group}`
}

export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** A column that shows what stands at `path`, or what `cell` makes of the object. */
export function column(name: string, source: string | Column['cell'], more: Partial<Pick<Column, 'type' | 'priority'>> = {}): Column {
  const cell = typeof source === 'string' ? textCell(source.split('.')) : source
  return { name, type: 'string', priority: 0, cell, ...more }
}

export function wide(name: string, source: string | Column['cell']): Column {
  return column(name, source, { priority: 1 })
}

function textCell(path: string[]): Column['cell'] {
  return (object) => textAt(object, ...path)
}

/** The status of a condition: True, False, Unknown, or empty. */
export function conditionStatus(object: Json | undefined, type: string): string {
  const conditions = at(object, 'status', 'conditions')
  return textAt(Array.isArray(conditions) ? conditions.find((one) => at(one, 'type') === type) : undefined, 'status')
}

export function conditionColumn(name: string, type: string, more: Partial<Pick<Column, 'priority'>> = {}): Column {
  return column(name, (object) => conditionStatus(object, type), more)
}

export const age: Column = column('Age', (object, now) => since(object.metadata.creationTimestamp, now), { type: 'date' })

/** Time passed, in the words of `kubectl get`: 45s, 3m20s, 12h, 3d4h, 2y. */
export function since(timestamp: string | undefined, now: Date): string {
  const start = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  if (Number.isNaN(start)) return '<unknown>'
  const seconds = Math.floor((now.getTime() - start) / 1000)
  if (seconds < 0) return seconds >= -1 ? '0s' : '<invalid>'
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(seconds / 3600)
  const days = Math.floor(hours / 24)
  const both = (large: number, unit: string, small: number, smallUnit: string) => (small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`)
  if (seconds < 120) return `${seconds}s`
  if (minutes < 10) return both(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return both(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (hours < 192) return both(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  return both(Math.floor(days / 365), 'y', days % 365, 'd')
}
