import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import type { NoteText } from '../../../../core/contract'
import { createBin } from '../../../../main/notes/bin'
import { createLibrary } from '../../../../main/notes/library'
import { createVersions } from '../../../../main/notes/versions'

// Edits one note as fast as it can and tells each edit that is acknowledged, until it is killed. Meanwhile its disk fails in every way that it can.

/** One call in so many fails: most saves get through, and each kill finds some that do not. */
const ONE_OF = 12

const failures = ['ENOSPC', 'EIO', 'EACCES']

function failSometimes(): void {
  if (Math.random() * ONE_OF >= 1) return
  const code = failures[Math.floor(Math.random() * failures.length)] ?? 'EIO'
  throw Object.assign(new Error(`${code}: as the writer's disk has it`), { code })
}

const { open, rename } = promises
promises.open = async (...input) => {
  failSometimes()
  const file = await open(...input)
  const { sync, writeFile } = file
  file.sync = async () => {
    failSometimes()
    await sync.call(file)
  }
  file.writeFile = async (data) => {
    try {
      failSometimes()
    } catch (error) {
      // A disk that fills up has taken a part.
      await writeFile.call(file, String(data).slice(0, String(data).length / 2))
      throw error
    }
    await writeFile.call(file, data)
  }
  return file
}
promises.rename = async (...input) => {
  failSometimes()
  await rename(...input)
}
syncBuiltinESMExports()

const root = process.argv[2] ?? ''
const folder = join(root, 'notes')
const now = Date.now
const library = createLibrary({
  folder,
  now,
  versions: createVersions({ folder: join(root, 'versions'), library: folder, now }),
  bin: createBin({ folder: join(root, 'bin'), library: folder, now }),
})

/** The text of one edit: its number, lines to tear it between, and a sum over both. */
function textOf(edit: number): string {
  const body = `edit ${edit}\n${`line of edit ${edit}\n`.repeat(1 + (edit % 700))}`
  return `${body}sum ${createHash('sha256').update(body).digest('hex')}\n`
}

/** Whoever opens a note tries until it is open. */
const begin = async (): Promise<NoteText> => {
  for (;;) {
    const opened = await library.open('edited.md').catch(() => library.create({ title: 'edited', text: textOf(0), folder: '' })).catch(() => null)
    if (opened !== null) return opened
  }
}

const opened = await begin()
let edit = Number(/^edit (\d+)/.exec(opened.text)?.[1])
let base = opened.revision
writeSync(1, `${edit}\n`)
for (;;) {
  edit += 1
  const saved = await library.save({ path: 'edited.md', text: textOf(edit), base }).catch(() => null)
  if (saved === null) continue
  base = saved.revision
  writeSync(1, `${edit}\n`)
}
