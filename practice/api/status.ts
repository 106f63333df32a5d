import type { JsonObject } from '../objects/json'

export interface Cause extends JsonObject {
  reason: string
  message: string
  field: string
}

/** An answer that is not the asked-for object: a Status with the real server's reason, code and words. */
export class ApiError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: JsonObject | undefined

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  toStatus(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      details: this.details,
      code: this.code,
    }
  }
}

/** An answer in bare words, where a component behind the API server writes no Status. */
export class PlainError extends ApiError {
  constructor(code: number, message: string) {
    super(code, '', message)
  }
}

export interface Named {
  group: string
  /** Plural in most messages; singular where the real server's component writes it so. */
  resource: string
}

function qualified({ group, resource }: Named): string {
  return group === '' ? resource : `${resource}.${group}`
}

function details({ group, resource }: Named, name?: string): JsonObject {
  return { name, group: group === '' ? undefined : group, kind: resource }
}

export function notFound(of: Named, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(of)} ${JSON.stringify(name)} not found`, details(of, name))
}

export function alreadyExists(of: Named, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(of)} ${JSON.stringify(name)} already exists`, details(of, name))
}

export function conflict(of: Named, name: string, why: string): ApiError {
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(of)} ${JSON.stringify(name)}: ${why}`, details(of, name))
}

/** Server-side apply would take fields from other managers. */
export function applyConflict(conflicts: readonly { manager: string; apiVersion: string; field: string }[]): ApiError {
  const owner = ({ manager, apiVersion }: { manager: string; apiVersion: string }): string => `${JSON.stringify(manager)} using ${apiVersion}`
  const owners = [...new Set(conflicts.map(owner))]
  const [first] = conflicts
  const told =
    conflicts.length === 1 && first !== undefined
      ? `conflict with ${owner(first)}: ${first.field}`
      : owners.map((one) => `conflicts with ${one}:\n${conflicts.flatMap((conflict) => (owner(conflict) === one ? `- ${conflict.field}` : [])).join('\n')}`).join('\n')
  const causes = conflicts.map((one) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner(one)}`, field: one.field }))
  return new ApiError(409, 'Conflict', `Apply failed with ${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}: ${told}`, { causes })
}

export function forbidden(of: Named, name: string | undefined, why: string): ApiError {
  const subject = name === undefined ? qualified(of) : `${qualified(of)} ${JSON.stringify(name)}`
  return new ApiError(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(of, name))
}

export function invalid(group: string, kind: string, name: string, causes: Cause[]): ApiError {
  const told = causes.map((cause) => `${cause.field}: ${cause.message}`)
  const list = told.length === 1 ? told[0] : `[${told.join(', ')}]`
  const subject = group === '' ? kind : `${kind}.${group}`
  return new ApiError(422, 'Invalid', `${subject} ${JSON.stringify(name)} is invalid: ${list}`, { name, group: group === '' ? undefined : group, kind, causes })
}

export function internalError(why: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] })
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message)
}

export function expired(message: string): ApiError {
  return new ApiError(410, 'Expired', message)
}

/** The API server's word for a verb that a kind does not have at all; watches are told apart by `notSupported`. */
export const methodNotAllowed = new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')

/** An aggregated API without that verb, such as that of OLM's packages without watch. */
export function notSupported(of: Named, action: string): ApiError {
  return new ApiError(405, 'MethodNotAllowed', `${action} is not supported on resources of kind ${JSON.stringify(qualified(of))}`, details(of))
}

export const unauthorized = new ApiError(401, 'Unauthorized', 'Unauthorized')
