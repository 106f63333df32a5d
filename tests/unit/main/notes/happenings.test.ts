import { expect, it } from 'vitest'
import type { ClusterObject } from '../../../../core/cluster'
import type { CourseState, JournalEntry, UnitProgress } from '../../../../core/contract'
import { writeJournal } from '../../../../core/notes'
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
