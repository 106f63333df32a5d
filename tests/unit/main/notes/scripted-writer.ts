import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createBin } from '../../../../main/notes/bin'
import { createLibrary } from '../../../../main/notes/library'
import { createVersions } from '../../../../main/notes/versions'

// Edits one note as fast as it can and tells each edit that is acknowledged, until it is killed.

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

const opened = await library.open('edited.md').catch(() => library.create({ title: 'edited', text: textOf(0), folder: '' }))
let edit = Number(/^edit (\d+)/.exec(opened.text)?.[1])
let base = opened.revision
writeSync(1, `${edit}\n`)
for (;;) {
  edit += 1
  base = (await library.save({ path: 'edited.md', text: textOf(edit), base })).revision
  writeSync(1, `${edit}\n`)
}
