import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NoteSaved, Result } from '../../../core/contract'
import { createDraft, type DraftState } from '../../../renderer/notes/draft'

const failed: Result<NoteSaved> = { ok: false, error: { kind: 'notes.notSaved', path: 'n.md', reason: 'full', detail: 'ENOSPC' } }

function open({ diskMs = 20 }: { diskMs?: number } = {}) {
  const state = { text: '', disk: '', states: [] as DraftState[], saves: [] as { at: number; base: string }[], fails: false, merged: null as string | null, seen: [] as string[] }
  const begun = Date.now()
  const draft = createDraft('r0', {
    read: () => state.text,
    async save(text, base) {
      state.saves.push({ at: Date.now() - begun, base })
      await new Promise((resolve) => setTimeout(resolve, diskMs))
      if (state.fails) return failed
      state.disk = text
      return { ok: true, value: { path: 'n.md', revision: `r${state.saves.length}`, modifiedAt: 0, merged: state.merged, conflict: null } }
    },
    onMerged: (_sent, merged) => state.seen.push(merged),
    onSaved: () => {},
    onState: (next) => state.states.push(next),
  })
  const typeLetter = (letter: string): void => {
    state.text += letter
    draft.edited()
  }
  return { draft, state, typeLetter, last: () => state.states.at(-1)?.kind }
}

describe('a draft', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('is on disk within 500 ms of a pause, and says so only then', async () => {
    const { state, typeLetter, last } = open()
    typeLetter('a')
    expect(last()).toBe('saving')
    await vi.advanceTimersByTimeAsync(500)
    expect(state.disk).toBe('a')
    expect(last()).toBe('saved')
  })

  test('is on disk at most 2 s old while somebody types without a pause', async () => {
    const { state, typeLetter } = open()
    for (let at = 0; at < 10_000; at += 100) {
      typeLetter('x')
      await vi.advanceTimersByTimeAsync(100)
      expect(state.text.length - state.disk.length).toBeLessThanOrEqual(20)
    }
  })

  test('typed in during a save is saved by the next, which builds on it', async () => {
    const { state, typeLetter, last } = open({ diskMs: 400 })
    typeLetter('a')
    await vi.advanceTimersByTimeAsync(300)
    typeLetter('b')
    await vi.advanceTimersByTimeAsync(360)
    expect(last()).toBe('saving')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(state.disk).toBe('ab')
    expect(state.saves.map(({ base }) => base)).toEqual(['r0', 'r1'])
    expect(last()).toBe('saved')
  })

  test('that cannot be saved says why, tries again by itself, and at once when asked', async () => {
    const { draft, state, typeLetter, last } = open()
    state.fails = true
    typeLetter('a')
    await vi.advanceTimersByTimeAsync(400)
    expect(state.states.at(-1)).toEqual({ kind: 'notSaved', error: failed.ok ? null : failed.error })
    typeLetter('b')
    expect(last()).toBe('notSaved')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.saves.length).toBeGreaterThan(3)
    expect(await Promise.all([draft.flush(), vi.advanceTimersByTimeAsync(100)]).then(([clean]) => clean)).toBe(false)
    state.fails = false
    const flushed = draft.flush()
    await vi.advanceTimersByTimeAsync(100)
    expect(await flushed).toBe(true)
    expect(state.disk).toBe('ab')
    expect(last()).toBe('saved')
  })

  test('is told what another program’s change made of it', async () => {
    const { state, typeLetter } = open()
    state.merged = 'theirs and mine'
    typeLetter('mine')
    await vi.advanceTimersByTimeAsync(500)
    expect(state.seen).toEqual(['theirs and mine'])
  })
})
