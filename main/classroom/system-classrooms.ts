import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A folder of more classrooms than this is no list that anybody chooses from. */
const MOST_CLASSROOMS = 50

const PREFIX = 'system-'

/** A classroom of the administrator's, whose id hangs on its file's name: the address in it may change. */
interface SystemClassroom {
  id: string
  file: string
  name: string
}

/** The classroom files of this folder, in the order of their names; none where there is no such folder. */
export async function listSystemClassrooms(folder: string | null): Promise<SystemClassroom[]> {
  if (folder === null) return []
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => /^[^.].*\.ya?ml$/i.test(name))
    .sort()
    .slice(0, MOST_CLASSROOMS)
    .map((name) => ({ id: idFor(name), file: join(folder, name), name }))
}

/** Whether a classroom of this id is the administrator's. */
export const isSystemId = (id: string): boolean => id.startsWith(PREFIX)

function idFor(name: string): string {
  const slug = name.toLowerCase().replace(/(?:\.classroom)?\.ya?ml$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40)
  return `${PREFIX}${slug}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}
