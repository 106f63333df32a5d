import { expect, it } from 'vitest'
import type { ClusterObject } from '../../../../core/cluster'
import type { CourseState, JournalEntry, UnitProgress } from '../../../../core/contract'
import { writeJournal, writeReport } from '../../../../core/notes'
import { createHappenings } from '../../../../main/notes/happenings'

const machine = (status: string): ClusterObject => ({ kind: 'virtualmachines.kubevirt.io', uid: '1', name: 'rhel9', namespace: 'vms-dev', created: null, status, tone: 'none', fact: null, facts: {}, labels: {} })

const progress = (state: string): UnitProgress => ({ unit: 'virt', current: 'C3', done: 0, total: 1, spentMs: 0, snapshots: [], steps: [{ id: 'C3', state }] }) as unknown as UnitProgress

it('writes down what happens, not what was so before, and makes a timeline of it', () => {
  const entries: JournalEntry[] = []
  let lessons = 0
  const happenings = createHappenings({ now: () => new Date(2026, 10, 22, 10, 41).getTime(), write: (entry) => entries.push(entry), setLessons: () => (lessons += 1) })
  const step = { id: 'C3', title: 'Start it', why: '', reading: '', commands: [], hints: [] }
  const state = { content: { id: 'virt', glossary: [], sections: [{ steps: [step] }] }, progress: progress('todo') } as unknown as CourseState
  happenings.courseChanged(state)
  happenings.courseChanged(state)
  expect(lessons).toBe(1)
  happenings.courseProgressed(progress('checking'))
  happenings.courseProgressed(progress('done'))
  happenings.courseProgressed(progress('done'))
  happenings.clusterChanged({ type: 'reset', kind: machine('').kind, scope: '', objects: [machine('Stopped')] })
  for (const status of ['Starting', 'Running', 'Running']) happenings.clusterChanged({ type: 'put', object: machine(status) })
  expect(entries.map(({ kind }) => kind)).toEqual(['step', 'machine'])
  expect(writeJournal('Journal', entries)).toBe('# Journal\n\n## 2026-11-22\n\n- [x] 10:41:00 Start it (C3): done\n- 10:41:00 VM [[VirtualMachine:vms-dev/rhel9|rhel9]] is Running')
})

it('is a report: what came of it first, each step by its last word, then all of it in order', () => {
  const at = (minute: number): number => new Date(2026, 10, 22, 10, minute).getTime()
  const step = (minute: number, id: string, state: 'done' | 'failed'): JournalEntry => ({ kind: 'step', at: at(minute), unit: 'virt', step: id, title: `Do ${id} | now`, state })
  const command = (minute: number, words: string, exit: number): JournalEntry => ({ kind: 'command', at: at(minute), unit: 'virt', user: 'admin', command: words, exit, durationMs: 1_200, cwd: null })
  const report = writeReport('Lab report of virt', [
    command(1, 'oc get vms', 1),
    step(2, 'A1', 'failed'),
    command(3, 'oc get vm', 0),
    step(4, 'A1', 'done'),
    step(5, 'A2', 'failed'),
    { kind: 'machine', at: at(6), unit: 'virt', namespace: 'vms-dev', name: 'rhel9', status: 'Running' },
  ])
  expect(report.split('\n## In order\n')[0]).toBe(
    [
      '# Lab report of virt',
      '',
      '- From 2026-11-22 10:01 to 2026-11-22 10:06',
      '- Commands: 2, of which 1 failed',
      '- Steps: 1 done of 2 begun',
      '- Virtual machines that changed: 1',
      '',
      '## Steps',
      '',
      '| Step | | State | When |',
      '| --- | --- | --- | --- |',
      '| A1 | Do A1 \\| now | done | 2026-11-22 10:04 |',
      '| A2 | Do A2 \\| now | failed | 2026-11-22 10:05 |',
      '',
      '## What failed',
      '',
      '- 10:01:00 `oc get vms` (admin, exit 1, 1.2 s)',
      '',
      '## Virtual machines',
      '',
      '- 10:06:00 VM [[VirtualMachine:vms-dev/rhel9|rhel9]] is Running',
      '',
    ].join('\n'),
  )
  expect(report.split('\n## In order\n')[1]).toMatch(/^\n### 2026-11-22\n\n- 10:01:00 `oc get vms`[^]*- 10:06:00 VM/)
  expect(writeReport('Lab report', [])).toContain('Nothing has happened yet.')
})
