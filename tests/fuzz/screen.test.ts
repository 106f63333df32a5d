// @vitest-environment jsdom
import { vi } from 'vitest'
import { runTargets } from './run-targets'

vi.mock('../../renderer/border', async () => ({ openStream: (await import('./screen-stream')).openStream }))

// noVNC says of each server what was wrong with it, thousands of times.
for (const level of ['error', 'warn', 'info'] as const) vi.spyOn(console, level).mockImplementation(() => {})

const { drawNothing } = await import('./screen-stream')
drawNothing()
runTargets((await import('./targets/screen')).screenTargets)
