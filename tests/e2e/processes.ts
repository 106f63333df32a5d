import { readdir, readFile } from 'node:fs/promises'

/** A process by its number and start time: numbers are used again. */
export interface ProcessId {
  pid: number
  startTime: string
}

/** Fields of /proc/PID/stat after the command's name, which may itself hold spaces and parentheses. */
async function statOf(pid: number): Promise<{ parent: number; startTime: string; state: string } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), startTime: fields[19] ?? '' }
  } catch {
    return null
  }
}

/** A process and all that descend from it now. */
export async function familyOf(root: number): Promise<ProcessId[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const stats = new Map<number, { parent: number; startTime: string }>()
  for (const pid of pids) {
    const stat = await statOf(pid)
    if (stat) stats.set(pid, stat)
  }
  const family = new Set([root])
  // Children have been seen with smaller numbers than their parents, after a wrap: go on until nothing is added.
  for (let size = 0; size !== family.size; ) {
    size = family.size
    for (const [pid, { parent }] of stats) if (family.has(parent)) family.add(pid)
  }
  return [...family].flatMap((pid) => {
    const stat = stats.get(pid)
    return stat ? [{ pid, startTime: stat.startTime }] : []
  })
}

/** Which of these still run; a zombie has ended. */
export async function survivors(family: readonly ProcessId[]): Promise<ProcessId[]> {
  const alive = await Promise.all(
    family.map(async ({ pid, startTime }) => {
      const stat = await statOf(pid)
      return stat !== null && stat.startTime === startTime && stat.state !== 'Z'
    }),
  )
  return family.filter((_, index) => alive[index])
}

/** Arguments and environment of a process as one text; empty when it has gone. */
export async function wordsOf(pid: number): Promise<string> {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '')
  return `${await read('cmdline')}\0${await read('environ')}`
}
