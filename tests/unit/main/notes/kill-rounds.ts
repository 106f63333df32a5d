import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { root as project } from '../../../../scripts/paths.mjs'

/** A killed writer has made some dozens of edits by then: the kill meets every moment of one. */
const LONGEST_LIFE_MS = 60

/** A writer starts within a second; the limit is for a machine that does other things too. */
const STARTED_WITHIN_MS = 30_000

/**
 * Lets a scripted writer edit a note, kills it at a random instant, and looks at what is on the disk; again and again in the same folder.
 *
 * `folder` is an empty one, on the file system that is tested. `torn`: files that hold something else than one edit as a whole. `lost`: acknowledged
 * edits that are not there any more.
 */
export async function killWriters(folder: string, rounds: number): Promise<{ torn: number; lost: number; edits: number }> {
  const writer = await buildWriter(join(folder, 'program'))
  const notes = join(folder, 'work')
  mkdirSync(notes)
  let [torn, lost, edits] = [0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await runAndKill(writer, notes)
    const files = readdirSync(join(notes, 'notes')).filter((name) => !name.startsWith('.'))
    const edit = readEdit(readFileSync(join(notes, 'notes', 'edited.md'), 'utf8'))
    if (edit === null || files.length !== 1) torn++
    else if (edit < acknowledged) lost++
    edits = Math.max(edits, edit ?? 0)
  }
  return { torn, lost, edits }
}

async function buildWriter(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(project, 'tests/unit/main/notes/scripted-writer.ts'),
      outDir: folder,
      target: 'node18',
      rollupOptions: { output: { format: 'es', entryFileNames: 'writer.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(folder, 'writer.mjs')
}

/** The last edit that the writer was told is saved. */
async function runAndKill(writer: string, folder: string): Promise<number> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close')
  const begun = once(child.stdout, 'data', { signal: AbortSignal.timeout(STARTED_WITHIN_MS) })
  await Promise.race([begun, ended])
  if (child.exitCode !== null) throw new Error(`the writer ended by itself with ${child.exitCode}`)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE_MS))
  child.kill('SIGKILL')
  await ended
  // The kill may have cut the last line.
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

/** Null where it is no edit as a whole. */
function readEdit(text: string): number | null {
  const [, body = '', number, sum] = /^((?:edit (\d+)\n)[^]*)sum ([0-9a-f]{64})\n$/.exec(text) ?? []
  return createHash('sha256').update(body).digest('hex') === sum ? Number(number) : null
}
