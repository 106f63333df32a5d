import type { JournalEntry } from '../contract/notes'
import { block } from './captured'

/** The journal as a note: a heading for each day, under it what happened, in order. */
export function writeJournal(title: string, entries: readonly JournalEntry[]): string {
  return [`# ${title}`, ...writeDays(entries, '##')].join('\n\n')
}

/** The journal for somebody else: what came of it first (how much, which steps, what failed, which machines), then all of it in order. */
export function writeReport(title: string, entries: readonly JournalEntry[]): string {
  const steps = latestOfEach(entries.filter((entry) => entry.kind === 'step'), ({ unit, step }) => `${unit}/${step}`)
  const machines = latestOfEach(entries.filter((entry) => entry.kind === 'machine'), ({ namespace, name }) => `${namespace}/${name}`)
  const failed = entries.filter((entry) => entry.kind === 'command' && entry.exit !== null && entry.exit !== 0)
  const table = ['| Step | | State | When |', '| --- | --- | --- | --- |', ...steps.map(({ step, title: words, state, at }) => `| ${cell(step)} | ${cell(words)} | ${state} | ${sayMinute(at)} |`)]
  const parts = [
    summarise(entries, steps, machines.length, failed.length),
    ...(steps.length > 0 ? [`## Steps\n\n${table.join('\n')}`] : []),
    ...(failed.length > 0 ? [`## What failed\n\n${failed.map(writeEntry).join('\n')}`] : []),
    ...(machines.length > 0 ? [`## Virtual machines\n\n${machines.map(writeEntry).join('\n')}`] : []),
    '## In order',
    ...writeDays(entries, '###'),
  ]
  return [`# ${title}`, ...parts].join('\n\n')
}

type EntryOf<Kind extends JournalEntry['kind']> = Extract<JournalEntry, { kind: Kind }>

function summarise(entries: readonly JournalEntry[], steps: readonly EntryOf<'step'>[], machines: number, failed: number): string {
  const times = entries.map(({ at }) => at)
  if (times.length === 0) return 'Nothing has happened yet.'
  const commands = entries.filter(({ kind }) => kind === 'command').length
  const done = steps.filter(({ state }) => state === 'done').length
  return [
    `- From ${sayMinute(Math.min(...times))} to ${sayMinute(Math.max(...times))}`,
    `- Commands: ${commands}${failed === 0 ? '' : `, of which ${failed} failed`}`,
    `- Steps: ${done} done${done === steps.length ? '' : ` of ${steps.length} begun`}`,
    `- Virtual machines that changed: ${machines}`,
  ].join('\n')
}

/** The last word about each thing, in the order in which these were said. */
function latestOfEach<Entry extends JournalEntry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): Entry[] {
  const latest = new Map<string, Entry>()
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    latest.delete(keyOf(entry))
    latest.set(keyOf(entry), entry)
  }
  return [...latest.values()]
}

function writeDays(entries: readonly JournalEntry[], level: string): string[] {
  const days = new Map<string, JournalEntry[]>()
  for (const entry of [...entries].sort((a, b) => a.at - b.at)) {
    const day = new Date(entry.at).toLocaleDateString('sv')
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days].map(([day, ofDay]) => `${level} ${day}\n\n${ofDay.map(writeEntry).join('\n')}`)
}

const sayMinute = (at: number): string => new Date(at).toLocaleString('sv').slice(0, -3)

/** A text that a table's column can hold. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')

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
