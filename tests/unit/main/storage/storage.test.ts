import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLog } from '../../../../main/log'
import { createJsonFile, onUnkept, unkeptReason, writeFileAtomic } from '../../../../main/storage'

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'storage-'))
const open = (where: string) =>
  createJsonFile({ path: join(where, 'state.json'), schema: z.object({ n: z.number() }), fallback: { n: 0 }, log: createLog(join(where, 'logs')) })

describe('atomic file', () => {
  it('replaces a file with the wanted mode and leaves nothing else behind', async () => {
    const where = await folder()
    const path = join(where, 'deep', 'file')
    await writeFileAtomic(path, 'old')
    await writeFileAtomic(path, 'new', { mode: 0o644 })
    expect(await readFile(path, 'utf8')).toBe('new')
    expect((await stat(path)).mode & 0o777).toBe(0o644)
    expect(await readdir(join(where, 'deep'))).toEqual(['file'])
  })

  it('keeps the old file and no leftover when it cannot be replaced', async () => {
    const where = await folder()
    await writeFileAtomic(join(where, 'taken', 'file'), 'in the way')
    // A folder cannot be replaced by a file: rename fails after everything was written.
    await expect(writeFileAtomic(join(where, 'taken'), 'data')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(await readdir(where)).toEqual(['taken'])
  })
})

describe('json file', () => {
  it('answers the fallback when there is none, and what was written afterwards', async () => {
    const where = await folder()
    const file = open(where)
    expect(await file.read()).toEqual({ n: 0 })
    await file.write({ n: 7 })
    expect(await open(where).read()).toEqual({ n: 7 })
  })

  it('ends with the last of many writes', async () => {
    const where = await folder()
    const file = open(where)
    await Promise.all(Array.from({ length: 50 }, (_, n) => file.write({ n })))
    expect(await file.read()).toEqual({ n: 49 })
  })

  it('that the disk does not take is told, tried again, and told no more when it is there', async () => {
    const where = await folder()
    const told: unknown[] = []
    onUnkept((reason) => told.push(reason))
    const file = open(where)
    // A folder in its place: what any user meets, root included.
    await mkdir(join(where, 'state.json', 'in the way'), { recursive: true })
    await expect(file.write({ n: 7 })).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect([unkeptReason(), told]).toEqual(['other', ['other']])
    await rm(join(where, 'state.json'), { recursive: true })
    await file.flush()
    expect(await open(where).read()).toEqual({ n: 7 })
    expect([unkeptReason(), told]).toEqual([null, ['other', null]])
  })

  it.each([['{"n": 1', 'not JSON'], ['{"n": "one"}', 'not of the schema']])('sets %s aside', async (text) => {
    const where = await folder()
    await writeFile(join(where, 'state.json'), text)
    expect(await open(where).read()).toEqual({ n: 0 })
    const aside = (await readdir(where)).find((name) => name.startsWith('state.json.broken-'))
    expect(aside).toBeDefined()
    expect(await readFile(join(where, aside ?? ''), 'utf8')).toBe(text)
  })
})
