import type * as FileSystem from 'node:fs/promises'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { openLibrary } from './open-library'

/** A disk that breaks cannot be had without a device of its own: the call that meets it fails in its place. */
const broken = vi.hoisted(() => ({ sync: null as string | null, only: null as 'directories' | null }))

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  return {
    ...real,
    async open(...input: Parameters<typeof real.open>) {
      const file = await real.open(...input)
      const { sync } = file
      const isMeant = broken.only === null || (await file.stat()).isDirectory()
      file.sync = () => (broken.sync === null || !isMeant ? sync.call(file) : Promise.reject(Object.assign(new Error(`${broken.sync}: i/o error, fsync`), { code: broken.sync })))
      return file
    },
  }
})

describe('a disk that reports an error', () => {
  it.each([
    ['EIO', 'device'],
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EACCES', 'forbidden'],
  ])('%s: nothing is acknowledged, the old text stays, and the next save brings the new', async (code, reason) => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'old', folder: '' })
    broken.sync = code
    await expect(library.save({ path, text: 'new', base: revision })).rejects.toMatchObject({ error: { kind: 'notes.notSaved', path: 'n.md', reason } })
    expect(await readFile(join(folder, path), 'utf8')).toBe('old')
    broken.sync = null
    await library.save({ path, text: 'new', base: revision })
    expect(await readFile(join(folder, path), 'utf8')).toBe('new')
  })

  it('after the new text had its place: what is there is one’s own, and no conflict', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'old', folder: '' })
    broken.sync = 'EIO'
    broken.only = 'directories'
    await expect(library.save({ path, text: 'new', base: revision })).rejects.toMatchObject({ error: { kind: 'notes.notSaved' } })
    expect(await readFile(join(folder, path), 'utf8')).toBe('new')
    broken.sync = broken.only = null
    expect(await library.save({ path, text: 'newer', base: revision })).toMatchObject({ merged: null, conflict: null })
    expect(await readdir(folder)).toEqual(['n.md'])
  })
})
