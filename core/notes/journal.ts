import type { JournalEntry } from '../contract/notes'
import { block } from './captured'

/** The journal as a note: a heading for each day, under it what happened, in order. */
export function writeJournal(title: string, entries: readonly JournalEntry[]): string {
  const days = new Map<string, JournalEntry[]>()
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    const day = new Date(entry.at).toLocaleDateString('sv')
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  const parts = [...days].map(([day, ofDay]) => `## ${day}\n\n${ofDay.map(writeEntry).join('\n')}`)
  return [`# ${title}`, ...parts].join('\n\n')
}

function writeEntry(entry: JournalEntry): string {
  const time = new Date(entry.at).toLocaleTimeString('sv')
  switch (entry.kind) {
    case 'step':
      return `- [${entry.state === 'done' ? 'x' : ' '}] ${time} ${entry.title} (${entry.step}): ${entry.state}`
    case 'machine':
      return `- ${time} VM [[VirtualMachine:${entry.namespace}/${entry.name}|${entry.name}]] is ${entry.status}`
    case 'command': {
      const end = [entry.user, entry.exit === null ? null : `exit ${entry.exit}`, `${(entry.durationMs / 1000).toFixed(1)} s`].filter(Boolean).join(', ')
      const isShort = !/[`\n]/.test(entry.command)
      return isShort ? `- ${time} \`${entry.command}\` (${end})` : `- ${time} (${end})\n\n${block('shell', entry.command)}`
    }
  }
}
