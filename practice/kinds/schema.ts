import { isObject, type JsonObject } from '../objects/json'

/** OpenAPI schemas as `kubectl explain` prints them. Descriptions are the real ones, shortened to their first sentences. */

export const text = (description: string): JsonObject => ({ type: 'string', description })
export const flag = (description: string): JsonObject => ({ type: 'boolean', description })
export const integer = (description: string): JsonObject => ({ type: 'integer', format: 'int32', description })
export const texts = (description: string): JsonObject => ({ type: 'array', items: { type: 'string' }, description })
export const textMap = (description: string): JsonObject => ({ type: 'object', additionalProperties: { type: 'string' }, description })
/** A quantity or a port name: a number or a text. */
export const amount = (description: string): JsonObject => ({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], description })

/** An object of which only some members are described. */
export function object(description: string, properties?: JsonObject, required: string[] = []): JsonObject {
  return { type: 'object', description, ...(properties === undefined ? {} : { properties }), ...(required.length === 0 ? {} : { required }) }
}

export function list(description: string, item: JsonObject = { type: 'object' }): JsonObject {
  return { type: 'array', items: item, description }
}

const complete = 'x-complete'

/** An object of which every member is described: any other is a mistake of who writes it. */
export function whole(description: string, properties: JsonObject, required: string[] = []): JsonObject {
  return { ...object(description, properties, required), [complete]: true }
}

const named = 'x-name'

/** An object that is a type of its own in a built-in kind, such as `io.k8s.api.core.v1.Container`. */
export function type(name: string, described: JsonObject): JsonObject {
  return { ...described, [named]: name }
}

/** The members that an object may have; undefined where any may be. */
export function knownMembers(described: JsonObject | undefined): JsonObject | undefined {
  const properties = described?.[complete] === true ? described['properties'] : undefined
  return isObject(properties) ? properties : undefined
}

/** The schema as it is served: types of their own become references, and are put into `into`. */
export function served(described: JsonObject, into: JsonObject): JsonObject {
  const { [named]: name, [complete]: _, properties, items, ...rest } = described
  const members = isObject(properties) ? Object.fromEntries(Object.entries(properties).map(([member, below]) => [member, isObject(below) ? served(below, into) : below])) : undefined
  const schema: JsonObject = { ...rest, ...(members === undefined ? {} : { properties: members }), ...(isObject(items) ? { items: served(items, into) } : {}) }
  if (typeof name !== 'string') return schema
  into[name] = schema
  return { default: {}, allOf: [{ $ref: `#/components/schemas/${name}` }] }
}

/** Spec and status by their members alone; each is described by its kind. */
export function described({ spec, status }: { spec?: JsonObject; status?: JsonObject }): { spec?: JsonObject; status?: JsonObject } {
  return { ...(spec === undefined ? {} : { spec: object('', spec) }), ...(status === undefined ? {} : { status: object('', status) }) }
}
