import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../../core/contract'
import { revisionOf } from '../../../../main/notes/files'
import { openLibrary } from './open-library'

const read = (folder: string, path: string): Promise<string> => readFile(join(folder, path), 'utf8')

const undo: (() => void)[] = []
afterEach(() => undo.splice(0).reverse().forEach((each) => each()))

/** Mounting a small file system is the real way to a full disk, and root's alone. */
const isRoot = process.geteuid?.() === 0

describe('a note', () => {
  it('is a plain file of its title, which other programs may read', async () => {
    const { folder, library } = await openLibrary()
    const made = await library.create({ title: 'Wait: for <HyperConverged>?', text: '# Hello\n', folder: 'Unit 1' })
    expect(made.path).toBe('Unit 1/Wait for HyperConverged.md')
    expect(await read(folder, made.path)).toBe('# Hello\n')
    expect((await stat(join(folder, made.path))).mode & 0o600).toBe(0o600)
    expect(await readdir(join(folder, 'Unit 1'))).toEqual(['Wait for HyperConverged.md'])
  })

  it('of a title that is taken gets a number, also when many are made at once', async () => {
    const { folder, library } = await openLibrary()
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => library.create({ title: 'Untitled', text: `${n}`, folder: '' })))
    expect(new Set(made.map(({ path }) => path)).size).toBe(8)
    expect((await Promise.all(made.map(({ path }) => read(folder, path)))).sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
  })

  it.each(['../outside.md', '/etc/hosts.md', 'a/../../b.md', '.hidden.md', 'a/.git/x.md', 'note.txt', 'a\\b.md', 'a\0.md'])('never lies at %j', async (path) => {
    const { library } = await openLibrary()
    await expect(library.open(path)).rejects.toBeInstanceOf(AppFailure)
    await expect(library.save({ path, text: 'x', base: '' })).rejects.toBeInstanceOf(AppFailure)
  })

  it('that is a link stays one, and its file gets the text and keeps its mode', async () => {
    const { folder, library } = await openLibrary()
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '..', 'real.md'), 'old', { mode: 0o640 })
    await symlink(join(folder, '..', 'real.md'), join(folder, 'link.md'))
    const { revision } = await library.open('link.md')
    await library.save({ path: 'link.md', text: 'new', base: revision })
    expect(await readFile(join(folder, '..', 'real.md'), 'utf8')).toBe('new')
    expect((await stat(join(folder, '..', 'real.md'))).mode & 0o777).toBe(0o640)
  })
})

describe('a note that is renamed', () => {
  it('while it is being saved stays one file, and gets what was typed', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'Untitled', text: '# Wait\n', folder: '' })
    const [, saved] = await Promise.all([library.rename(path, 'Wait.md'), library.save({ path, text: '# Wait\n\nfor it', base: revision })])
    expect(saved).toMatchObject({ path: 'Wait.md', merged: null, conflict: null })
    expect(await readdir(folder)).toEqual(['Wait.md'])
    expect(await read(folder, 'Wait.md')).toBe('# Wait\n\nfor it')
  })
})

describe('a change from outside', () => {
  it('in other lines is merged', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'one\ntwo\nthree\nfour\n', folder: '' })
    await writeFile(join(folder, path), 'ONE\ntwo\nthree\nfour\n')
    const saved = await library.save({ path, text: 'one\ntwo\nthree\nFOUR\n', base: revision })
    expect(saved).toMatchObject({ merged: 'ONE\ntwo\nthree\nFOUR\n', conflict: null })
    expect(await read(folder, path)).toBe('ONE\ntwo\nthree\nFOUR\n')
  })

  it('in the same line keeps both texts, each in a file', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'one\n', folder: '' })
    await writeFile(join(folder, path), 'theirs\n')
    const saved = await library.save({ path, text: 'mine\n', base: revision })
    expect(saved.conflict).toMatch(/^n \(conflict \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\)\.md$/)
    expect(await read(folder, path)).toBe('mine\n')
    expect(await read(folder, saved.conflict ?? '')).toBe('theirs\n')
  })

  it('that moved the file is followed, and one that deleted it loses nothing', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'one', folder: '' })
    await rename(join(folder, path), join(folder, 'moved.md'))
    await library.follow(path, 'moved.md')
    const saved = await library.save({ path, text: 'two', base: revision })
    expect(saved.path).toBe('moved.md')
    expect(await readdir(folder)).toEqual(['moved.md'])
    await rm(join(folder, 'moved.md'))
    await library.save({ path, text: 'three', base: saved.revision })
    expect(await read(folder, 'moved.md')).toBe('three')
  })

  it('is told once, and what was written here is not one', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'one', folder: '' })
    await library.save({ path, text: 'two', base: revision })
    expect(await library.findForeign(path)).toBeNull()
    await writeFile(join(folder, path), 'one')
    expect(await library.findForeign(path)).toBe(revisionOf('one'))
  })

  it('property: any sequence of edits inside and outside ends in one of the texts, or with both kept', async () => {
    const edit = fc.record({ line: fc.nat(5), text: fc.constantFrom('a', 'b', 'c', 'd', ''), outside: fc.boolean(), saves: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
        const { folder, library } = await openLibrary()
        const first = await library.create({ title: 'n', text: '0\n1\n2\n3\n4\n5\n', folder: '' })
        let editor = first.text
        let base = first.revision
        let disk = first.text
        for (const [number, { line, text, outside, saves }] of edits.entries()) {
          const change = (of: string): string => of.split('\n').map((each, at) => (at === line ? `${each}${text}${number}` : each)).join('\n')
          if (outside) await writeFile(join(folder, 'n.md'), (disk = change(disk)))
          else editor = change(editor)
          if (!saves) continue
          const saved = await library.save({ path: 'n.md', text: editor, base })
          const now = await read(folder, 'n.md')
          expect(now).toBe(saved.merged ?? editor)
          if (saved.conflict !== null) expect(await read(folder, saved.conflict)).toBe(disk)
          else for (const each of [...editor.split('\n'), ...disk.split('\n')].filter((own) => !first.text.includes(own))) expect(linesGoOnIn(now, each)).toBe(true)
          editor = disk = now
          base = saved.revision
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** A line of either text stands in the merged one, or one that was made of it. */
function linesGoOnIn(text: string, line: string): boolean {
  return text.split('\n').some((each) => each.startsWith(line) || line.startsWith(each))
}

describe('deleting and versions', () => {
  it('a deleted note comes back from the bin, beside one that took its name', async () => {
    const { folder, library } = await openLibrary()
    const { path } = await library.create({ title: 'n', text: 'precious', folder: 'sub' })
    const { id } = await library.remove(path)
    expect(await readdir(join(folder, 'sub'))).toEqual([])
    await library.create({ title: 'n', text: 'newcomer', folder: 'sub' })
    const back = await library.restore(id)
    expect(back).toMatchObject({ path: 'sub/n 2.md', text: 'precious' })
  })

  it('keeps what an edit replaces at most every five minutes, and everything that came from outside', async () => {
    const { folder, library, versions, pass } = await openLibrary()
    let { revision } = await library.create({ title: 'n', text: '0', folder: '' })
    for (let n = 1; n <= 6; n += 1) {
      pass(2 * 60_000)
      revision = (await library.save({ path: 'n.md', text: String(n), base: revision })).revision
    }
    expect((await versions.list('n.md')).map(({ why }) => why)).toEqual(['edited', 'edited'])
    await writeFile(join(folder, 'n.md'), 'from outside')
    await library.save({ path: 'n.md', text: '7', base: revision })
    const [latest] = await versions.list('n.md')
    expect(latest?.why).toBe('outside')
    expect(await versions.read('n.md', latest?.id ?? '')).toBe('from outside')
    expect(await versions.read('n.md', '../../../etc/passwd')).toBeNull()
  })

  it('keeps on doing so by a clock that is put back by a day, neither with each save nor not at all', async () => {
    const { library, versions, pass } = await openLibrary()
    let { revision } = await library.create({ title: 'n', text: '0', folder: '' })
    for (const [text, passed] of [['1', 0], ['2', -86_400_000], ['3', 60_000], ['4', 60_000], ['5', 5 * 60_000]] as const) {
      pass(passed)
      revision = (await library.save({ path: 'n.md', text, base: revision })).revision
    }
    const kept = await versions.list('n.md')
    expect(await Promise.all(kept.map(({ id }) => versions.read('n.md', id)))).toEqual(['4', '1', '0'])
  })

  it('renaming keeps the versions and never takes another note’s name', async () => {
    const { library, versions } = await openLibrary()
    const { path, revision } = await library.create({ title: 'a', text: 'one', folder: '' })
    await library.save({ path, text: 'two', base: revision })
    await library.create({ title: 'b', text: 'other', folder: '' })
    await expect(library.rename('a.md', 'b.md')).rejects.toMatchObject({ error: { kind: 'local.file' } })
    await library.rename('a.md', 'deep/c.md')
    expect(await versions.list('deep/c.md')).toHaveLength(1)
    expect((await library.open('a.md')).path).toBe('deep/c.md')
  })
})

describe('a save that fails', () => {
  it.skipIf(!isRoot)('on a full disk says so, leaves the old text, and succeeds once there is room', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', mount])
    undo.push(() => execFileSync('umount', [mount]))
    const { library } = await openLibrary(mount)
    const { path, revision } = await library.create({ title: 'n', text: 'old', folder: '' })
    await writeFile(join(mount, 'ballast'), Buffer.alloc(200 * 1024))
    const text = 'new '.repeat(40_000)
    await expect(library.save({ path, text, base: revision })).rejects.toMatchObject({ error: { kind: 'notes.notSaved', reason: 'full' } })
    expect(await read(mount, path)).toBe('old')
    expect(await readdir(mount)).toEqual(['ballast', 'n.md'])
    await rm(join(mount, 'ballast'))
    await library.save({ path, text, base: revision })
    expect(await read(mount, path)).toBe(text)
  })

  it.skipIf(!isRoot)('on a read-only file system says so', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'read-only-'))
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', mount])
    undo.push(() => execFileSync('umount', [mount]))
    const { library } = await openLibrary(mount)
    const { path, revision } = await library.create({ title: 'n', text: 'old', folder: '' })
    execFileSync('mount', ['-o', 'remount,ro', mount])
    await expect(library.save({ path, text: 'new', base: revision })).rejects.toMatchObject({ error: { kind: 'notes.notSaved', reason: 'readOnly' } })
    expect(await read(mount, path)).toBe('old')
  })

  it('without permission says so, as a user who is not root', async () => {
    const { folder, library } = await openLibrary()
    const { path, revision } = await library.create({ title: 'n', text: 'old', folder: '' })
    await chmod(folder, 0o555)
    undo.push(() => execFileSync('chmod', ['755', folder]))
    if (isRoot) {
      await chmod(join(folder, '..'), 0o755)
      process.seteuid?.(65534)
      undo.push(() => process.seteuid?.(0))
    }
    await expect(library.save({ path, text: 'new', base: revision })).rejects.toMatchObject({ error: { kind: 'notes.notSaved', reason: 'forbidden' } })
  })
})
