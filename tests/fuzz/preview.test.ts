// @vitest-environment jsdom
import { vi } from 'vitest'
import { runTargets } from './run-targets'

vi.mock('../../renderer/border', async () => (await import('./preview-window')).border)

// React says in development what it thinks of every link that leads nowhere.
for (const level of ['error', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {})

const { drawEverything } = await import('./preview-window')
drawEverything()
runTargets((await import('./targets/preview')).previewTargets)
