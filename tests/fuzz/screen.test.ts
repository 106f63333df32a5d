// @vitest-environment jsdom
import { expect, it, vi } from 'vitest'
import type { AppError } from '../../core/contract'
import { runTargets } from './run-targets'

vi.mock('../../renderer/border', async () => ({ openStream: (await import('./screen-stream')).openStream }))

// noVNC says of each server what was wrong with it, thousands of times.
for (const level of ['error', 'warn', 'info'] as const) vi.spyOn(console, level).mockImplementation(() => {})

const { drawNothing, serve } = await import('./screen-stream')
drawNothing()
const { HUGE_CURSOR, screenTargets } = await import('./targets/screen')
runTargets(screenTargets)

it('a cursor that is as large as memory ends a screen before there is room for it', async () => {
  const { openScreenPort } = await import('../../renderer/console/screen-port')
  const ends: AppError[] = []
  openScreenPort({ namespace: 'lab', name: 'vm' }, false, document.createElement('div'), { connected() {}, ended: (error) => void ends.push(error), leaving() {}, resized() {}, measured() {}, bell() {} })
  serve(HUGE_CURSOR.map((piece) => Uint8Array.from(piece)))
  expect(ends).toEqual([{ kind: 'console.ended', why: 'nonsense', message: 'Its cursor would be 65535 × 256 pixels large.' }])
})
