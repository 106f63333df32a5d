import { clone, isObject, sameJson, type Json, type JsonObject, type KubeObject } from './json'
import { listKey } from './strategic-merge'

/** Members that identify the object; nobody owns them. */
const identity = new Set(['apiVersion', 'kind'])
const metadataIdentity = new Set(['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields'])

/** A field that another manager has applied with another value. */
export interface FieldConflict {
  manager: string
  apiVersion: string
  /** As Kubernetes writes it: `.spec.template.spec.containers[name="main"].image`. */
  field: string
}

/** What `manager` would take from others by applying; in the order of the managers. */
export function findConflicts(live: KubeObject, applied: KubeObject, manager: string): FieldConflict[] {
  const configuration = withoutIdentity(applied)
  return (live.metadata.managedFields ?? []).flatMap((entry) => {
    if (entry['operation'] !== 'Apply' || entry['manager'] === manager) return []
    return differences(entry['fieldsV1'], configuration, live, '').map((field) => ({ manager: textOf(entry['manager']), apiVersion: textOf(entry['apiVersion']), field }))
  })
}

/**
 * Server-side apply: what `manager` applied before and leaves out now is removed, the rest is merged. What others had applied differently is
 * theirs no longer: whether that may be is to be asked before, with `findConflicts`.
 */
export function applyConfiguration(live: KubeObject, applied: KubeObject, manager: string, time: string): KubeObject {
  const configuration = withoutIdentity(applied)
  const owned = fieldsOf(configuration, '')
  const entries = (live.metadata.managedFields ?? []).map((entry) => {
    if (entry['operation'] !== 'Apply' || entry['manager'] === manager) return entry
    return { ...entry, fieldsV1: withoutDifferences(entry['fieldsV1'], configuration, live) }
  })
  const previous = entries.find((entry) => entry['manager'] === manager && entry['operation'] === 'Apply')
  const kept = previous === undefined ? clone(live) : dropFields(clone(live), previous['fieldsV1'], owned, '')
  const merged = mergeConfiguration(kept, configuration, '') as KubeObject
  const fresh: JsonObject = { manager, operation: 'Apply', apiVersion: applied.apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: owned }
  const unchanged = previous !== undefined && sameJson(previous['fieldsV1'], owned) && sameJson(withoutManagement(merged), withoutManagement(live))
  merged.metadata.managedFields = [...entries.filter((entry) => entry !== previous), unchanged ? previous : fresh]
  return merged
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** The element or member of `value` that `field` names in managed fields. */
function memberNamed(value: Json | undefined, field: string): Json | undefined {
  if (field.startsWith('f:')) return isObject(value) ? value[field.slice(2)] : undefined
  const keys = JSON.parse(field.slice(2)) as JsonObject
  return Array.isArray(value) ? value.find((element) => isObject(element) && Object.entries(keys).every(([key, wanted]) => sameJson(element[key] ?? null, wanted))) : undefined
}

function pathOf(field: string): string {
  if (field.startsWith('f:')) return `.${field.slice(2)}`
  const keys = Object.entries(JSON.parse(field.slice(2)) as JsonObject)
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
}

/** The leaves of `fields` that `configuration` sets to something else than what they are. */
function differences(fields: Json | undefined, configuration: Json | undefined, live: Json | undefined, path: string): string[] {
  if (!isObject(fields) || configuration === undefined) return []
  const below = Object.entries(fields)
  if (below.length === 0) return sameJson(configuration, live) ? [] : [path]
  return below.flatMap(([field, deeper]) => differences(deeper, memberNamed(configuration, field), memberNamed(live, field), path + pathOf(field)))
}

function withoutDifferences(fields: Json | undefined, configuration: Json | undefined, live: Json | undefined): JsonObject {
  if (!isObject(fields)) return {}
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, deeper]) => {
      const wanted = memberNamed(configuration, field)
      if (wanted === undefined || !isObject(deeper)) return [[field, deeper]]
      const now = memberNamed(live, field)
      if (Object.keys(deeper).length === 0) return sameJson(wanted, now) ? [[field, deeper]] : []
      return [[field, withoutDifferences(deeper, wanted, now)]]
    }),
  )
}

function withoutManagement(object: KubeObject): JsonObject {
  return { ...object, metadata: { ...object.metadata, managedFields: undefined } }
}

function withoutIdentity(applied: KubeObject): JsonObject {
  const metadata = Object.fromEntries(Object.entries(applied.metadata).filter(([key]) => !metadataIdentity.has(key)))
  const others = Object.fromEntries(Object.entries(applied).filter(([key]) => !identity.has(key) && key !== 'metadata'))
  return Object.keys(metadata).length === 0 ? others : { ...others, metadata }
}

function elementName(key: string, element: Json): string {
  return `k:${JSON.stringify({ [key]: isObject(element) ? (element[key] ?? null) : null })}`
}

function fieldsOf(value: Json | undefined, name: string): JsonObject {
  if (Array.isArray(value)) {
    const key = listKey(name, value)
    return key === undefined ? {} : Object.fromEntries(value.map((element) => [elementName(key, element), fieldsOf(element, '')]))
  }
  if (!isObject(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [`f:${key}`, fieldsOf(item, key)]))
}

function dropFields(value: Json, previous: Json | undefined, owned: Json | undefined, name: string): Json {
  if (!isObject(previous)) return value
  const now = isObject(owned) ? owned : {}
  if (Array.isArray(value)) {
    const key = listKey(name, value)
    if (key === undefined) return value
    return value.flatMap((element) => {
      const field = elementName(key, element)
      if (!(field in previous)) return [element]
      return field in now ? [dropFields(element, previous[field], now[field], '')] : []
    })
  }
  if (!isObject(value)) return value
  for (const [key, item] of Object.entries(value)) {
    const field = `f:${key}`
    if (item === undefined || !(field in previous)) continue
    if (field in now) value[key] = dropFields(item, previous[field], now[field], key)
    else delete value[key]
  }
  return value
}

function mergeConfiguration(live: Json | undefined, applied: Json, name: string): Json {
  if (Array.isArray(applied)) {
    const key = listKey(name, applied)
    if (key === undefined || !Array.isArray(live)) return clone(applied)
    const result = [...live]
    for (const element of applied) {
      const index = result.findIndex((known) => elementName(key, known) === elementName(key, element))
      if (index >= 0) result[index] = mergeConfiguration(result[index], element, '')
      else result.push(clone(element))
    }
    return result
  }
  if (!isObject(applied)) return applied
  const result: JsonObject = isObject(live) ? { ...live } : {}
  for (const [key, value] of Object.entries(applied)) {
    if (value !== undefined && key !== '__proto__') result[key] = mergeConfiguration(result[key], value, key)
  }
  return result
}
