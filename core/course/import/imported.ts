import type { z } from 'zod'
import type { unitSchema } from '../unit'

/** Something of the original that the unit does not have, or has in another form. */
export interface Loss {
  file: string
  /** Where: a line, a field, a step's title. */
  place: string
  what: string
  /** What stands there now, or what the trainer can do. */
  instead: string
}

/** A unit made of somebody else's content. What the unit's schema says of it is known only when it has been read again. */
export interface Imported {
  unit: z.input<typeof unitSchema>
  /** Texts by their names in the unit's folder. */
  files: Map<string, string>
  /** Files to be copied as they are: name in the unit's folder, and in the original's. */
  copies: Map<string, string>
  losses: Loss[]
}

/** A folder as it was found: texts by name, and the names of everything else. */
export interface SourceFolder {
  texts: ReadonlyMap<string, string>
  others: ReadonlySet<string>
}

/** What is lost again and again in one file is said once. */
export function mergeLosses(losses: readonly Loss[]): Loss[] {
  const merged = new Map<string, { first: Loss; count: number }>()
  for (const loss of losses) {
    const key = JSON.stringify([loss.file, loss.what, loss.instead])
    const known = merged.get(key)
    if (known) known.count += 1
    else merged.set(key, { first: loss, count: 1 })
  }
  return [...merged.values()].map(({ first, count }) => (count === 1 ? first : { ...first, place: `${first.place} and ${count - 1} more` }))
}

export type ParseYaml = (text: string) => unknown

export type Lose = (place: string, what: string, instead: string) => void

/** What a folder cannot be, in words for the person who chose it. */
export class NotImportable extends Error {
  override readonly name = 'NotImportable'
}

// The limits of the unit's schema for ids, lines and prose.
const MAX_ID = 64
const MAX_LINE = 300
const MAX_PROSE = 8_000

export function slugOf(text: string, fallback: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_ID)
    .replace(/-+$/, '')
  return slug === '' ? fallback : slug
}

/** A title or sentence: one line, without Markdown's marks. */
export function lineOf(text: string, fallback: string): string {
  const plain = text
    .replace(/^#+\s*/, '')
    .replace(/\{\{[^{}]*\}\}/g, '')
    .replace(/\[([^\][]*)\]\([^()]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  if (plain === '') return fallback
  return plain.length <= MAX_LINE ? plain : `${plain.slice(0, MAX_LINE - 1)}…`
}

export function isProse(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_PROSE
}

/** Names steps A1, A2, … B1: short, and in order. */
export function stepId(section: number, step: number): string {
  // After Z come AA, AB, …
  const letters = section < 26 ? String.fromCharCode(65 + section) : `${String.fromCharCode(64 + Math.floor(section / 26))}${String.fromCharCode(65 + (section % 26))}`
  return `${letters}${step + 1}`
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
