import { readFileSync } from 'node:fs'
import type { Segment } from '../../../core/notes'
import { writeFileAtomic } from '../../storage'

/** Another number makes older files unknown, and the index is built from the notes. */
const VERSION = 1

const ARRAYS = ['letters', 'postings', 'noteOf', 'starts', 'places', 'titleWords', 'lengths'] as const

interface Header {
  version: number
  folder: string
  notes: Segment['notes']
  words: string[]
  sizes: number[]
}

/** Length of the header in bytes, header as JSON, padding to 4 bytes, then the arrays one after the other in this computer's byte order. */
export async function writeIndexFile(file: string, folder: string, segment: Segment): Promise<void> {
  const sizes = ARRAYS.map((name) => segment[name].length)
  const header: Header = { version: VERSION, folder, notes: segment.notes, words: segment.words, sizes }
  const json = Buffer.from(JSON.stringify(header))
  const start = Buffer.alloc(4)
  start.writeUInt32LE(json.length)
  const padding = Buffer.alloc((4 - (json.length % 4)) % 4)
  const arrays = ARRAYS.map((name) => Buffer.from(segment[name].buffer, segment[name].byteOffset, segment[name].byteLength))
  await writeFileAtomic(file, Buffer.concat([start, json, padding, ...arrays]))
}

/** Null where there is none for this folder that can be used. */
export function readIndexFile(file: string, folder: string): Segment | null {
  try {
    const data = readFileSync(file)
    const length = data.readUInt32LE(0)
    const header = JSON.parse(data.toString('utf8', 4, 4 + length)) as Header
    if (header.version !== VERSION || header.folder !== folder) return null
    return readArrays(data, Math.ceil((4 + length) / 4) * 4, header)
  } catch {
    return null
  }
}

function readArrays(data: Buffer, from: number, { notes, words, sizes }: Header): Segment | null {
  let at = from
  const take = (size: number): Uint32Array => {
    const bytes = data.subarray(at, (at += size * 4))
    // A copy: the buffer may begin at an address that no Uint32Array may.
    return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  }
  if (at + sizes.reduce((sum, size) => sum + size * 4, 0) !== data.length) return null
  const [letters, postings, noteOf, starts, places, titleWords, lengths] = sizes.map(take)
  if (!letters || !postings || !noteOf || !starts || !places || !titleWords || !lengths || postings.length !== words.length + 1) return null
  return { notes, gone: new Uint8Array(notes.length), words, letters, postings, noteOf, starts, places, titleWords, lengths }
}
