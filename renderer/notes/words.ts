import type { NoteVersion } from '../../core/contract'
import { notSaved } from '../trouble'
import type { DraftState } from './draft'

/** The status line of a note: `Saved`, `Saving`, `Not saved: the disk is full`. */
export function sayDraft(draft: DraftState): string {
  if (draft.kind === 'saved') return 'Saved'
  if (draft.kind === 'saving') return 'Saving'
  const why = draft.error.kind === 'notes.notSaved' ? notSaved[draft.error.reason] : 'Lab Companion could not write it.'
  return `Not saved: ${why.charAt(0).toLowerCase()}${why.slice(1).replace(/\.$/, '')}`
}

/** As short as a list has room for: the time today, the weekday this week, else the date. */
export function sayWhen(at: number, now: Date = new Date()): string {
  const when = new Date(at)
  const day = 86_400_000
  if (when.toDateString() === now.toDateString()) return when.toLocaleTimeString('sv', { hour: '2-digit', minute: '2-digit' })
  if (now.getTime() - at < 6 * day && at < now.getTime()) return when.toLocaleDateString('en-GB', { weekday: 'short' })
  return when.toLocaleDateString('sv')
}

export const versionReasons: Record<NoteVersion['why'], string> = {
  edited: 'Before an edit',
  outside: 'Written by another program',
  conflict: 'Other side of a conflict',
  deleted: 'Before it was deleted',
  restored: 'Before an earlier one came back',
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`
}
