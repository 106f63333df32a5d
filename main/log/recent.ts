import { open } from 'node:fs/promises'
import { join } from 'node:path'

/** Somewhat more than the last day of ordinary use; read at once, however large the log is. */
const READ_BYTES = 128 * 1024

/** What somebody who helps reads before asking for the whole log. */
const MOST_ENTRIES = 20

/** Where in the program it happened; what called that is in the log. */
const LINES_OF_AN_ENTRY = 4
const LONGEST_LINE = 300

/** The latest incidents and warnings of the log in this folder, oldest first, masked as they were written. Empty where there is no log. */
export async function readRecentTroubles(folder: string): Promise<string[]> {
  const entries: string[][] = []
  for (const line of (await readEnd(join(folder, 'lab-companion.log'))).split('\n')) {
    if (/^\d{4}-\d\d-\d\dT\S+Z [a-z]+ /.test(line)) entries.push([line])
    else if (line !== '') entries.at(-1)?.push(line)
  }
  return entries
    .filter(([first = '']) => /^\S+ (?:incident|warn) /.test(first))
    .slice(-MOST_ENTRIES)
    .map((lines) => lines.slice(0, LINES_OF_AN_ENTRY).map((line) => line.slice(0, LONGEST_LINE)).join('\n'))
}

async function readEnd(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return ''
  try {
    const { size } = await file.stat()
    const from = Math.max(0, size - READ_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, READ_BYTES)), 0, Math.min(size, READ_BYTES), from)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
