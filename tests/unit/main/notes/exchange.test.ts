import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { exportNotes } from '../../../../main/notes/export/export'
import { takeIn } from '../../../../main/notes/import'
import { openLibrary, type OpenLibrary } from './open-library'

async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'exchange-')), 'Vault')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

async function exported({ folder, library }: OpenLibrary, paths: string[], as: 'html' | 'zip'): Promise<Buffer> {
  const target = join(await mkdtemp(join(tmpdir(), 'exported-')), `out.${as}`)
  await exportNotes({ folder, library, paths, scope: { kind: 'everything' }, as, print: () => Promise.reject(new Error('nothing is printed')), chooseTarget: async () => target })
  return readFile(target)
}

const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

describe('import and export', () => {
  it('an Obsidian vault keeps folders, texts and images, and leaves its settings behind', async () => {
    const vault = await folderWith({
      'Daily/one.md': '---\naliases: [x]\n---\n# One\n\n![[shot.png]] and [[Two|second]]\n',
      'Two.md': 'plain',
      'files/shot.png': picture,
      '.obsidian/app.json': '{}',
    })
    const open = await openLibrary()
    const report = await takeIn([vault], open)
    expect(report.notes.sort()).toEqual(['Vault/Daily/one.md', 'Vault/Two.md'])
    expect(report).toMatchObject({ images: 1, refused: [] })
    expect(await readFile(join(open.folder, 'Vault/Daily/one.md'), 'utf8')).toBe('---\naliases: [x]\n---\n# One\n\n![](../../Vault/files/shot.png) and [[Two|second]]\n')
    expect(new Uint8Array(await readFile(join(open.folder, 'Vault/files/shot.png')))).toEqual(picture)
  })

  it('a raw Joplin export keeps notebooks, tags and files', async () => {
    const id = (letter: string): string => letter.repeat(32)
    const folder = await folderWith({
      [`${id('a')}.md`]: `My note\n\nBody with ![shot](:/${id('d')})\n\nid: ${id('a')}\nparent_id: ${id('b')}\ntype_: 1`,
      [`${id('b')}.md`]: `Notebook\n\nid: ${id('b')}\nparent_id: \ntype_: 2`,
      [`${id('c')}.md`]: `lab\n\nid: ${id('c')}\ntype_: 5`,
      [`${id('e')}.md`]: `id: ${id('e')}\nnote_id: ${id('a')}\ntag_id: ${id('c')}\ntype_: 6`,
      [`${id('d')}.md`]: `shot.png\n\nid: ${id('d')}\nfile_extension: png\ntype_: 4`,
      [`resources/${id('d')}.png`]: picture,
    })
    const open = await openLibrary()
    const report = await takeIn([folder], open)
    expect(report.notes).toEqual(['Notebook/My note.md'])
    expect(await readFile(join(open.folder, 'Notebook/My note.md'), 'utf8')).toBe(`---\ntags: [lab]\n---\n# My note\n\nBody with ![shot](../images/${id('d')}.png)`)
  })

  it('what is exported as a zip and imported again is the same, byte for byte', async () => {
    const first = await openLibrary()
    const folder = await folderWith({ 'seed.txt': 'Title:-\n\n$ oc get vm\n\n====\nmore <text>', 'a/b.md': '# B\n\n[[seed]]  \n' })
    const { notes } = await takeIn([folder], first)
    const files = unzipSync(new Uint8Array(await exported(first, notes, 'zip')))
    const again = await openLibrary()
    const back = await takeIn([await folderWith(files)], again)
    expect(back.notes.length).toBe(notes.length)
    for (const path of notes) expect(await readFile(join(again.folder, 'Vault', path), 'utf8')).toBe(await readFile(join(first.folder, path), 'utf8'))
  })

  it('property: import, export and import again end where the first import did', { timeout: 60_000 }, async () => {
    const line = fc.oneof(fc.constantFrom('# Title', '#Recap:-', '====', '$ oc get vm', '- [ ] task', '![[shot.png]]', '[[Two|second]]', '---', 'tags: [a]', '```', '  more', ''), fc.string())
    const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'))
    const file = fc.constantFrom('One.md', 'Two.md', 'seed.txt', 'deep/er/Three.md', 'deep/log.txt', 'Über.markdown')
    const contents = async ({ folder }: OpenLibrary, paths: readonly string[]): Promise<string[]> => (await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')))).sort()
    await fc.assert(
      fc.asyncProperty(fc.dictionary(file, text, { minKeys: 1 }), async (files) => {
        const first = await openLibrary()
        const { notes, refused } = await takeIn([await folderWith({ ...files, 'files/shot.png': picture })], first)
        const again = await openLibrary()
        const back = await takeIn([await folderWith(unzipSync(new Uint8Array(await exported(first, notes, 'zip'))))], again)
        expect([refused, back.refused]).toEqual([[], []])
        expect(await contents(again, back.notes)).toEqual(await contents(first, notes))
      }),
      { numRuns: 25 },
    )
  })

  it('never writes over what is there, and says what it could not take', async () => {
    const open = await openLibrary()
    await open.library.create({ title: 'Two', text: 'mine', folder: 'Vault' })
    const report = await takeIn([await folderWith({ 'Two.md': 'theirs', 'blob.txt': new Uint8Array([0, 1, 2]) })], open)
    expect(report.notes).toEqual(['Vault/Two 2.md'])
    expect(report.refused.map(({ reason }) => reason)).toEqual(['not a text'])
    expect(await readFile(join(open.folder, 'Vault/Two.md'), 'utf8')).toBe('mine')
  })

  it('HTML of a hostile note runs nothing and loads nothing', async () => {
    const open = await openLibrary()
    const text = '# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [click](javascript:alert(1)) ![x](https://evil.example/x.png) ![y](../../../etc/passwd)\n\n`<b>` [[<i>]]\n'
    const { path } = await open.library.create({ title: 'evil', text, folder: '' })
    const html = (await exported(open, [path], 'html')).toString('utf8')
    const body = html.slice(html.indexOf('<body>'))
    expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>[^&]*<|href="javascript|evil\.example\/x\.png"/)
    expect(body).toContain('&#60;script&#62;')
    expect(html).toContain(`default-src 'none'`)
  })
})
