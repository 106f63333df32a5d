import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepImage } from '../../../../main/notes/images'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'images-'))))
afterEach(() => rm(root, { recursive: true }))

const picture = { name: 'shot.png', type: 'image/png', data: Uint8Array.of(1, 2, 3) }

it('keeps a picture beside its note', async () => {
  expect(await keepImage(join(root, 'notes'), 'Unit 1/a.md', picture)).toMatch(/^images\/shot-[0-9a-f]{8}\.png$/)
  expect(await readdir(join(root, 'notes', 'Unit 1', 'images'))).toHaveLength(1)
})

it.each(['../a.md', 'Unit 1/../../a.md', '/tmp/a.md', '.hidden/a.md', 'a.txt'])('keeps none for %s, which is no note', async (note) => {
  await expect(keepImage(join(root, 'notes'), note, picture)).rejects.toMatchObject({ error: { kind: 'input.invalid' } })
  expect(await readdir(root)).toEqual([])
})
