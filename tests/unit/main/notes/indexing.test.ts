import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { createIndexClient, type IndexClient } from '../../../../main/notes/indexing/client'
import { serveIndex } from '../../../../main/notes/indexing/indexer'
import type { FilesChanged } from '../../../../main/notes/indexing/protocol'
import { until } from '../../until'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface OpenIndex {
  folder: string
  indexFile: string
  client: IndexClient
  told: FilesChanged[]
  write(path: string, text: string): Promise<void>
  close(): Promise<void>
}

/** The index as its thread serves it, over a channel in this process. */
async function openIndex(before?: { folder: string; indexFile: string }): Promise<OpenIndex> {
  const root = before === undefined ? await mkdtemp(join(tmpdir(), 'notes-index-')) : ''
  const { folder, indexFile } = before ?? { folder: join(root, 'notes'), indexFile: join(root, 'data', 'index') }
  const { port1, port2 } = new MessageChannel()
  serveIndex(port1, { folder, indexFile })
  const client = createIndexClient(port2)
  const told: FilesChanged[] = []
  client.onChanged((change) => told.push(change))
  const close = async (): Promise<void> => {
    await client.ask('close')
    port1.close()
  }
  closing.push(() => close().catch(() => {}))
  await until(async () => expect((await client.ask('library', { most: 10 })).complete).toBe(true))
  return {
    folder,
    indexFile,
    client,
    told,
    async write(path, text) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      await writeFile(join(folder, path), text)
    },
    close: () => {
      closing.pop()
      return close()
    },
  }
}

const find = async ({ client }: OpenIndex, query: string): Promise<string[]> => (await client.ask('search', { query, now: Date.now() })).notes.map(({ path }) => path)

const seen = (index: OpenIndex, query: string, paths: string[]): Promise<void> => until(async () => expect(await find(index, query)).toEqual(paths))

describe('the index of the notes', () => {
  it('makes the folder, and sees files that others write, change, move and delete', async () => {
    const index = await openIndex()
    await index.write('a.md', '# Alpha\n\nhyperconverged')
    await seen(index, 'hyperconverged', ['a.md'])
    await index.write('deep/er/b.md', 'another hyperconverged note')
    await until(async () => expect((await find(index, 'hyperconverged')).sort()).toEqual(['a.md', 'deep/er/b.md']))
    await index.write('a.md', '# Alpha\n\nsomething else')
    await seen(index, 'hyperconverged', ['deep/er/b.md'])
    await rename(join(index.folder, 'deep/er/b.md'), join(index.folder, 'c.md'))
    await seen(index, 'hyperconverged', ['c.md'])
    expect(index.told.flatMap(({ moved }) => moved)).toEqual([{ from: 'deep/er/b.md', to: 'c.md' }])
    await rm(join(index.folder, 'c.md'))
    await seen(index, 'hyperconverged', [])
  })

  it('comes back from its file, and reads only what changed meanwhile', async () => {
    const first = await openIndex()
    for (const name of ['a', 'b', 'c']) await first.write(`${name}.md`, `# ${name}\n\nkubevirt in ${name}`)
    await until(async () => expect(await find(first, 'kubevirt')).toHaveLength(3))
    await first.close()
    await rm(join(first.folder, 'b.md'))
    await first.write('a.md', '# a\n\nnothing of it')

    const again = await openIndex(first)
    expect(await find(again, 'kubevirt')).toEqual(['c.md'])
    expect(again.told.flatMap(({ notes }) => notes).map(({ path }) => path)).toEqual(['a.md'])
  })

  it.each(['', 'rubbish', '\x04\0\0\0{}  '])('is built from the notes where its file is %j', async (content) => {
    const first = await openIndex()
    await first.write('a.md', 'kubevirt')
    await seen(first, 'kubevirt', ['a.md'])
    await first.close()
    expect((await readFile(first.indexFile)).length).toBeGreaterThan(100)
    await writeFile(first.indexFile, content)
    expect(await find(await openIndex(first), 'kubevirt')).toEqual(['a.md'])
  })

  it('is rebuilt at will', async () => {
    const index = await openIndex()
    await index.write('a.md', 'kubevirt')
    await seen(index, 'kubevirt', ['a.md'])
    await index.client.ask('rebuild')
    expect(await find(index, 'kubevirt')).toEqual(['a.md'])
  })

  it('gives its list in parts, in which no note is missing while others come and go', async () => {
    const index = await openIndex()
    for (let number = 10; number < 35; number += 1) await index.write(`note ${number}.md`, `# Note ${number}`)
    await until(async () => expect((await index.client.ask('library', { most: 3 })).total).toBe(25))
    expect((await index.client.ask('library', { most: 3 })).notes).toHaveLength(3)
    const seen: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const part: { notes: { path: string }[]; next: string | null } = await index.client.ask('listAfter', { path: next, most: 10 })
      seen.push(...part.notes.map(({ path }) => path))
      next = part.next
      if (seen.length === 10) await rm(join(index.folder, 'note 10.md'))
      if (seen.length === 10) await index.client.ask('look', { paths: ['note 10.md'] })
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, number) => `note ${number + 10}.md`))
  })

  it('tells who links to a note, by title, name or path', async () => {
    const index = await openIndex()
    await index.write('What the operator made.md', '# What the operator made\n\nsee [[Wait]]')
    await index.write('two.md', 'too early, see [[u1/wait.md#When|this]] and [[Waiting]]')
    await index.write('u1/wait.md', '# Wait for it')
    await until(async () =>
      expect((await index.client.ask('backLinks', { path: 'u1/wait.md' })).sort((a, b) => a.path.localeCompare(b.path))).toEqual([
        { path: 'two.md', title: 'two', line: 'too early, see this and Waiting' },
        { path: 'What the operator made.md', title: 'What the operator made', line: 'see Wait' },
      ]),
    )
  })

  it('finds lessons as a group of their own', async () => {
    const index = await openIndex()
    await index.client.ask('lessons', [{ unit: 'virt', step: 'E2', title: 'Start a VM', text: 'There is no oc start vm. The command is virtctl start.' }])
    const { notes, others } = await index.client.ask('search', { query: 'oc start vm', now: Date.now() })
    expect(notes).toEqual([])
    expect(others.map(({ source }) => source)).toEqual([{ kind: 'lesson', unit: 'virt', step: 'E2' }])
    expect(others[0]?.excerpt.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(expect.arrayContaining(['oc', 'start', 'vm']))
  })
})
