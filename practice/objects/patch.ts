import { clone, isObject, sameJson, type Json, type JsonObject } from './json'

/** RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return clone(patch)
  const result: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || isUnsafe(key)) continue
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}

/** RFC 6902. Throws PatchError when an operation does not fit the document. */
export function jsonPatch(document: Json, operations: Json): Json {
  if (!Array.isArray(operations)) throw new PatchError('a JSON patch is a list of operations')
  let result = clone(document)
  for (const operation of operations) result = applyOperation(result, operation)
  return result
}

export class PatchError extends Error {}

// Assigning to __proto__ would change the object's prototype instead of storing a member.
function isUnsafe(key: string): boolean {
  return key === '__proto__'
}

function applyOperation(document: Json, operation: Json): Json {
  if (!isObject(operation)) throw new PatchError('a JSON patch operation is an object')
  const path = pointer(operation['path'])
  switch (operation['op']) {
    case 'add':
      return put(document, path, member(operation, 'value'), 'add')
    case 'replace':
      take(document, path)
      return put(document, path, member(operation, 'value'), 'replace')
    case 'remove':
      return remove(document, path)
    case 'move': {
      const from = pointer(operation['from'])
      const value = take(document, from)
      return put(remove(document, from), path, value, 'add')
    }
    case 'copy':
      return put(document, path, clone(take(document, pointer(operation['from']))), 'add')
    case 'test':
      if (!sameJson(take(document, path), member(operation, 'value'))) throw new PatchError(`testing path /${path.join('/')} failed`)
      return document
    default:
      throw new PatchError(`unknown operation ${JSON.stringify(operation['op'])}`)
  }
}

function member(operation: JsonObject, key: string): Json {
  const value = operation[key]
  if (value === undefined) throw new PatchError(`a JSON patch operation lacks "${key}"`)
  return value
}

function pointer(path: Json | undefined): string[] {
  if (typeof path !== 'string' || (path !== '' && !path.startsWith('/'))) throw new PatchError(`bad JSON pointer ${JSON.stringify(path)}`)
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (steps.some(isUnsafe)) throw new PatchError(`bad JSON pointer ${JSON.stringify(path)}`)
  return steps
}

function take(document: Json, path: string[]): Json {
  let here: Json | undefined = document
  for (const step of path) {
    if (Array.isArray(here)) here = here[listIndex(step, here.length - 1)]
    else if (isObject(here) && Object.hasOwn(here, step)) here = here[step]
    else here = undefined
    if (here === undefined) throw new PatchError(`path /${path.join('/')} does not exist`)
  }
  return here
}

function put(document: Json, path: string[], value: Json, mode: 'add' | 'replace'): Json {
  const last = path.at(-1)
  if (last === undefined) return value
  const parent = take(document, path.slice(0, -1))
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : listIndex(last, parent.length)
    parent.splice(index, mode === 'replace' ? 1 : 0, value)
  } else if (isObject(parent)) parent[last] = value
  else throw new PatchError(`path /${path.join('/')} does not exist`)
  return document
}

function remove(document: Json, path: string[]): Json {
  const last = path.at(-1)
  if (last === undefined) return null
  take(document, path)
  const parent = take(document, path.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(listIndex(last, parent.length - 1), 1)
  else if (isObject(parent)) delete parent[last]
  return document
}

function listIndex(step: string, highest: number): number {
  const index = /^(0|[1-9][0-9]*)$/.test(step) ? Number(step) : Number.NaN
  if (!(index <= highest)) throw new PatchError(`bad list index ${step}`)
  return index
}
