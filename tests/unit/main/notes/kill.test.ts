import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { killWriters } from './kill-rounds.mjs'

/** A thousand are played in the bench. */
const rounds = 50

it(`${rounds} writers killed at random instants tear no file and lose no acknowledged edit`, { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notes-kill-'))
  const { torn, lost, edits } = await killWriters(folder, rounds)
  expect({ torn, lost }).toEqual({ torn: 0, lost: 0 })
  expect(edits).toBeGreaterThan(rounds)
  await rm(folder, { recursive: true })
})
