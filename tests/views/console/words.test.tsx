import { expect, test } from 'vitest'
import { NOTHING_KNOWN } from '../../../core/console'
import { describeSeat } from '../../../renderer/console/words'

const closed = { state: 'closed', why: 'stopped' } as const
const words = (status: string) => describeSeat(closed, 'screen', { namespace: 'vms-prod', name: 'analytics' }, { ...NOTHING_KNOWN, power: 'starting', status })

test.each(['ErrorUnschedulable', 'ErrImagePull', 'ImagePullBackOff', 'DataVolumeError', 'CrashLoopBackOff'])('a machine that is %s is not said to be starting', (status) => {
  const { title, why } = words(status)
  expect(title).toBe('analytics does not start')
  expect(why).toContain(status)
  expect(why).toContain('Overview')
})

test.each(['Starting', 'Provisioning', 'WaitingForVolumeBinding'])('a machine that is %s is', (status) => {
  expect(words(status).title).toBe('analytics is starting')
})
