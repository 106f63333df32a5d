import { statusOfAny } from '../any-status'
import type { KindName } from '../model'
import { textAt } from '../raw'
import type { AnatomyPart, Presence, Role } from './model'

/** A part without an object of its own: a process, a device, a place that waits. */
export function thing(role: Role, name: string, more: Partial<Omit<AnatomyPart, 'role' | 'name'>> = {}): AnatomyPart {
  return { id: role, role, badge: null, name, presence: 'there', status: null, note: null, facts: [], ref: null, trouble: null, ...more }
}

/** A part that is an object of the cluster, with its status in the server's words. */
export function objectPart(role: Role, kind: KindName, badge: string, raw: unknown, more: Partial<AnatomyPart> = {}): AnatomyPart {
  const name = nameOf(raw)
  const { status, tone } = statusOfAny(kind, raw)
  return thing(role, name, {
    badge,
    ref: { kind, namespace: textAt(raw, ['metadata', 'namespace']) ?? '', name },
    status: tone === 'none' ? null : { word: status, tone },
    ...more,
  })
}

/** The place of an object that is not there. */
export function place(role: Role, badge: string | null, name: string, presence: Exclude<Presence, 'there'>, note: string | null): AnatomyPart {
  return thing(role, name, { badge, presence, note })
}

/** Facts that are known; the others are left out. */
export function facts(...all: [label: string, value: string | null][]): [string, string][] {
  return all.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as [string, string]]))
}

export function nameOf(raw: unknown): string {
  return textAt(raw, ['metadata', 'name']) ?? ''
}
