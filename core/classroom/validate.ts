import type { z } from 'zod'
import { classroomFileSchema, type ClassroomFile } from './file'
import { nearName } from './near-name'

/** One thing that is wrong in the data of a classroom file. `atKey`: the key itself is meant, not its value. */
interface Finding {
  path: (string | number)[]
  atKey: boolean
  message: string
}

const FIELDS_BY_PLACE: readonly [place: RegExp, fields: readonly string[]][] = [
  [/^$/, ['kind', 'version', 'title', 'cluster', 'users', 'machines', 'guests', 'units']],
  [/^cluster$/, ['apiUrl', 'consoleUrl', 'caFile', 'nodes']],
  [/^cluster\.nodes$/, ['master', 'worker']],
  [/^users\[\d+\]$/, ['name', 'password', 'role', 'hint']],
  [/^machines\[\d+\]$/, ['name', 'host', 'users']],
  [/^(guests|machines\[\d+\]\.users)\[\d+\]$/, ['name', 'password']],
]

/** Checks plain data against the classroom format. No message repeats a value of the file: it may be a password. */
export function validateClassroom(data: unknown): { ok: true; file: ClassroomFile } | { ok: false; findings: Finding[] } {
  const parsed = classroomFileSchema.safeParse(data)
  if (parsed.success) return { ok: true, file: parsed.data }
  return { ok: false, findings: parsed.error.issues.flatMap((issue) => describeIssue(issue, data)) }
}

/** `users[0].name`, as a person would write it. */
export function fieldName(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')
}

function describeIssue(issue: z.core.$ZodIssue, data: unknown): Finding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const here = (message: string): Finding[] => [{ path, atKey: false, message }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], atKey: true, message: unknownField(key, fieldName(path)) }))
    case 'invalid_type':
      return here(isMissing(data, path) ? 'is missing' : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`)
    case 'invalid_value':
      return here(isMissing(data, path) ? 'is missing' : `must be ${issue.values.map(String).join(' or ')}`)
    case 'too_small':
      return here(issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`)
    case 'too_big':
      return here(issue.origin === 'number' || issue.origin === 'int' ? `must be at most ${issue.maximum}` : `is too long: at most ${issue.maximum} are allowed`)
    case 'invalid_format':
    case 'custom':
      return here(issue.message)
    default:
      return here('is not valid here')
  }
}

function isMissing(data: unknown, path: readonly (string | number)[]): boolean {
  let value = data
  for (const part of path) value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[part] : undefined
  return value === undefined
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text (put it in quotes if it looks like a number)',
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a group of fields',
}

function unknownField(key: string, place: string): string {
  const known = FIELDS_BY_PLACE.find(([pattern]) => pattern.test(place))?.[1] ?? []
  const meant = nearName(key, known)
  return meant === null ? `is not a field of a classroom file; known here: ${known.join(', ')}` : `is not a field of a classroom file. Did you mean "${meant}"?`
}
