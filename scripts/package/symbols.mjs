import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const elf = Buffer.from([0x7f, 0x45, 0x4c, 0x46])

/**
 * @param {string} folder
 * @returns {number} N of the newest glibc 2.N that a program or library in it asks for. Names of versions stand in a binary as plain text.
 */
export function newestGlibc(folder) {
  let newest = 0
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name)
    if (!statSync(file).isFile()) continue
    const content = readFileSync(file)
    if (!content.subarray(0, elf.length).equals(elf)) continue
    for (const [, minor] of content.toString('latin1').matchAll(/GLIBC_2\.(\d+)/g)) newest = Math.max(newest, Number(minor))
  }
  return newest
}
