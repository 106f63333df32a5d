import { vi } from 'vitest'
import { runTargets } from './run-targets'

vi.mock('electron', async () => {
  const { MessageChannelDouble } = await import('./electron')
  return { MessageChannelMain: MessageChannelDouble }
})

runTargets((await import('./targets')).targets)
