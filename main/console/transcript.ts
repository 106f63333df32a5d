import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { MachineRef, TranscriptHit } from '../../core/contract'
import { plain } from '../../core/console'
import type { Log } from '../log'
import { writeFileAtomic } from '../storage'

/** What a guest says in weeks; a flood is cut to its end. */
const LONGEST_BYTES = 4 * 1024 * 1024
const KEPT_BYTES = 2 * 1024 * 1024

/** What a console that is opened again shows of before: some screens. */
const REPLAYED_BYTES = 64 * 1024

/** Bytes come in bursts; a write for each would be a write for each key. */
const WRITE_AFTER_MS = 250

const MOST_HITS = 200
const LONGEST_LINE = 500

/** What the serial console of one machine has said, on disk. Errors of the disk cost the transcript, never the console. */
export interface Transcript {
  append(bytes: Uint8Array): void
  /** The end of it, from the beginning of a line. */
  readEnd(): Promise<Uint8Array>
  readText(): Promise<string>
  search(text: string): Promise<{ hits: TranscriptHit[]; lines: number }>
  flush(): Promise<void>
}

export function createTranscript({ dataDir, classroom, machine, log }: { dataDir: string; classroom: string; machine: MachineRef; log: Log }): Transcript {
  // Names of machines may be longer than names of files, and a hostile cluster's may be ways to other folders.
  const stem = machine.name.slice(0, 60).replace(/[^A-Za-z0-9.-]/g, '_').replace(/^\.+/, '_')
  const digest = createHash('sha256').update(`${machine.namespace}/${machine.name}`).digest('hex').slice(0, 12)
  const folder = join(dataDir, 'consoles', classroom)
  const path = join(folder, `${stem}-${digest}.log`)
  let pending: Uint8Array[] = []
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()

  const write = async (): Promise<void> => {
    const chunk = Buffer.concat(pending)
    pending = []
    if (chunk.length === 0) return
    let file: FileHandle | undefined
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      file = await open(path, 'a', 0o600)
      await file.write(chunk)
    } catch (error) {
      log.warn(`the transcript of ${machine.name} was not written: ${String(error)}`)
    } finally {
      await file?.close()
    }
    const { size } = await stat(path).catch(() => ({ size: 0 }))
    if (size > LONGEST_BYTES) await writeFileAtomic(path, fromLineStart((await readFile(path)).subarray(-KEPT_BYTES))).catch((error: unknown) => log.warn(String(error)))
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    turn = turn.then(write)
    return turn
  }
  const read = async (): Promise<Buffer> => {
    await flush()
    return readFile(path).catch(() => Buffer.alloc(0))
  }
  const readText = async (): Promise<string> => plain(new StringDecoder('utf8').end(await read()))

  return {
    append(bytes) {
      pending.push(bytes)
      timer ??= setTimeout(() => void flush(), WRITE_AFTER_MS)
    },
    async readEnd() {
      const all = await read()
      return all.length <= REPLAYED_BYTES ? all : fromLineStart(all.subarray(-REPLAYED_BYTES))
    },
    readText,
    async search(text) {
      const lines = (await readText()).split('\n')
      const wanted = text.toLowerCase()
      const hits = lines.flatMap((line, index) => (line.trim() !== '' && line.toLowerCase().includes(wanted) ? { line: index, text: line.slice(0, LONGEST_LINE) } : []))
      return { hits: hits.slice(-MOST_HITS), lines: lines.length }
    },
    flush,
  }
}

function fromLineStart(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf(0x0a) + 1)
}
