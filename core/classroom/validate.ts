import { describeIssues, fieldName, type Finding } from '../findings'
import { classroomFileSchema, type ClassroomFile } from './file'

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
  const fieldsAt = (path: (string | number)[]): readonly string[] => FIELDS_BY_PLACE.find(([place]) => place.test(fieldName(path)))?.[1] ?? []
  return { ok: false, findings: describeIssues(parsed.error, data, { what: 'a classroom file', fieldsAt }) }
}
