import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { killWriters } from './kill-rounds'

/** A thousand are played in the bench. */
const rounds = Number(process.env['LC_KILL_ROUNDS'] ?? 50)

/** A writer starts, lives and is looked at within a second. */
const roundMs = 3_000

it(`${rounds} writers on a failing disk, killed at random instants, tear no file and lose no acknowledged edit`, { timeout: rounds * roundMs }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notes-kill-'))
  const { torn, lost, edits } = await killWriters(folder, rounds)
  expect({ torn, lost }).toEqual({ torn: 0, lost: 0 })
  expect(edits).toBeGreaterThan(rounds)
  await rm(folder, { recursive: true })
})
