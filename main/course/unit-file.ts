import { readFile } from 'node:fs/promises'

// What tells a unit from a classroom stands at the top.
const KIND = /^kind:\s*Unit\b/m
const KIND_WITHIN = 4_096

/** Whether a file that somebody wants to open is a unit's. False also where it cannot be read: whoever opens classrooms says why. */
export async function isUnitFile(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return KIND.test(text.slice(0, KIND_WITHIN))
}
