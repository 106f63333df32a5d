import type { ServerResponse } from 'node:http'
import type { Kind } from '../kinds/kind'
import { knownMembers, whole } from '../kinds/schema'
import { isObject, objectAt, type Json, type JsonObject, type KubeObject } from '../objects/json'
import { badRequest } from './status'

/** Fields that the kind does not have: refused with `fieldValidation=Strict`, told in a warning by default. Throws ApiError. */
export function checkFields(kind: Kind, object: KubeObject, url: URL, response: ServerResponse): void {
  const mode = url.searchParams.get('fieldValidation') ?? 'Warn'
  if (!['Strict', 'Warn', 'Ignore', ''].includes(mode)) throw badRequest(`fieldValidation: Unsupported value: ${JSON.stringify(mode)}: supported values: "Ignore", "Strict", "Warn"`)
  const { spec } = kind.schema
  if (spec === undefined || knownMembers(spec) === undefined || mode === 'Ignore') return
  const parts = { apiVersion: {}, kind: {}, metadata: {}, status: {}, spec }
  const unknown = unknownFields(object, whole('', parts), '').map((field) => `unknown field ${JSON.stringify(field)}`)
  if (unknown.length === 0) return
  if (mode === 'Strict') throw badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`)
  response.setHeader('Warning', unknown.map((text) => `299 - ${JSON.stringify(text)}`))
}

function unknownFields(value: Json | undefined, schema: JsonObject, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownFields(item, objectAt(schema, 'items'), `${path}[${index}]`))
  if (!isObject(value)) return []
  const complete = knownMembers(schema)
  const members = complete ?? objectAt(schema, 'properties')
  return Object.entries(value).flatMap(([name, below]) => {
    const here = path === '' ? name : `${path}.${name}`
    if (Object.hasOwn(members, name)) return unknownFields(below, objectAt(members, name), here)
    // A header and a message hold no more than a line.
    return complete === undefined ? [] : [here.slice(0, 200)]
  })
}
