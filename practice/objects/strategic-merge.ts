import { clone, isObject, sameJson, type Json, type JsonObject } from './json'

/**
 * Which member identifies an element of a list, by the list's name. The real server reads this from struct tags;
 * these are all the lists of the kinds served here.
 */
const mergeKeys: Record<string, string[]> = {
  addresses: ['type'],
  conditions: ['type'],
  containers: ['name'],
  containerStatuses: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  ports: ['containerPort', 'port'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
}

const setLists = new Set(['finalizers'])

export function listKey(listName: string, elements: Json[]): string | undefined {
  const keys = mergeKeys[listName]
  return keys?.find((key) => elements.every((element) => isObject(element) && element[key] !== undefined))
}

/** Kubernetes' strategic merge patch, for the directives that kubectl sends. */
export function strategicMerge(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return clone(patch)
  if (patch['$patch'] === 'replace') return withoutDirectives(patch)
  const result: JsonObject = isObject(target) ? { ...target } : {}
  if (patch['$patch'] === 'delete') return {}
  const retained = patch['$retainKeys']
  if (Array.isArray(retained)) for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key]
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key === '__proto__') continue
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice(key.indexOf('/') + 1)
      const kept = result[name]
      if (Array.isArray(kept) && Array.isArray(value)) result[name] = kept.filter((item) => !value.some((gone) => sameJson(gone, item)))
    } else if (key.startsWith('$')) continue
    else if (value === null) delete result[key]
    else result[key] = Array.isArray(value) ? mergeList(listOf(result[key]), value, key, patch[`$setElementOrder/${key}`]) : strategicMerge(result[key], value)
  }
  return result
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function mergeList(target: Json[], patch: Json[], listName: string, order: Json | undefined): Json[] {
  const elements = patch.filter((item) => !(isObject(item) && item['$patch'] === 'replace'))
  if (elements.length < patch.length) return elements.map(withoutDirectives)
  if (setLists.has(listName)) return [...target, ...patch.filter((item) => !target.some((known) => sameJson(known, item)))]
  const key = listKey(listName, patch)
  if (key === undefined || listKey(listName, target) === undefined) return clone(patch)
  const result = [...target]
  const added: Json[] = []
  for (const item of patch) {
    if (!isObject(item)) continue
    const index = result.findIndex((known) => isObject(known) && sameJson(known[key], item[key]))
    if (item['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1)
    } else if (index >= 0) result[index] = strategicMerge(result[index], item)
    else added.push(withoutDirectives(item))
  }
  return inOrder([...added, ...result], key, order)
}

/** New elements stand first, unless the patch tells the order of all. */
function inOrder(elements: Json[], key: string, order: Json | undefined): Json[] {
  if (!Array.isArray(order)) return elements
  const place = (element: Json): number => {
    const index = order.findIndex((one) => isObject(one) && isObject(element) && sameJson(one[key], element[key]))
    return index < 0 ? order.length : index
  }
  return [...elements].sort((a, b) => place(a) - place(b))
}

function withoutDirectives(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDirectives)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (key.startsWith('$') || item === undefined ? [] : [[key, withoutDirectives(item)]])))
}
