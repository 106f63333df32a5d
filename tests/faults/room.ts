import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What the program starts with holds Chromium's caches, some megabytes, and still fills in an instant. */
const DATA_SIZE = '96m'
const NOTES_SIZE = '4m'

/** The name by which the room knows the cluster; it is in the practice classroom's certificate. */
export const CLUSTER_NAME = 'api.ocp4.example.com'

/**
 * A mount namespace with disks, names and terminals of its own: what is broken in it is broken for the program in it and for nobody else. It
 * ends with the test.
 */
export interface Room {
  readonly data: string
  readonly notes: string
  /** An executable that starts `program` in the room, with the arguments that it is given and `NODE_OPTIONS`, which Playwright takes away. */
  doorTo(program: string, nodeOptions?: string): string
  /** Runs a command of the system in the room, to its end. */
  run(program: string, ...args: string[]): void
  /** The path outside of what is called `path` in the room. */
  outside(path: string): string
  /** Whether the room knows the cluster's name. */
  setNameKnown(known: boolean): void
  end(): Promise<void>
}

/** Mounting takes an administrator, and a system that lets one. */
export const roomsArePermitted = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0

const SET_UP = `
set -e
mount --make-rprivate /
mount -t tmpfs -o size=${DATA_SIZE},mode=0700 data "$1/data"
mount -t tmpfs -o size=${NOTES_SIZE},mode=0700 notes "$1/notes"
mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,max=64 devpts /dev/pts
[ -L /dev/ptmx ] || mount --bind /dev/pts/ptmx /dev/ptmx
echo ready
exec cat
`

export async function openRoom(folder: string): Promise<Room> {
  const [data, notes, hosts] = [join(folder, 'data'), join(folder, 'notes'), join(folder, 'hosts')]
  await Promise.all([data, notes].map((each) => mkdir(each, { recursive: true })))
  const setNameKnown = (known: boolean): void => writeFileSync(hosts, `127.0.0.1 localhost${known ? ` ${CLUSTER_NAME}` : ''}\n`)
  setNameKnown(true)
  // No name server: what the file of hosts does not know nobody knows, and that at once.
  writeFileSync(join(folder, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n')
  // Ends when this process does, however that comes about: its input is closed then.
  const holder: ChildProcess = spawn('unshare', ['--mount', 'sh', '-c', SET_UP, 'sh', folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (holder.stdout === null) throw new Error('the room has no output')
  const [line] = (await once(createInterface({ input: holder.stdout }), 'line')) as [string]
  if (line !== 'ready') throw new Error(`the room said ${line}`)
  const mounts = `--mount=/proc/${holder.pid}/ns/mnt`
  return {
    data,
    notes,
    doorTo(program, nodeOptions = '') {
      const door = join(folder, 'in-the-room')
      writeFileSync(door, `#!/bin/sh\nexec nsenter ${mounts} --wd='${process.cwd()}' -- env NODE_OPTIONS='${nodeOptions}' '${program}' "$@"\n`, { mode: 0o755 })
      return door
    },
    run: (program, ...args) => void execFileSync('nsenter', [mounts, '--', program, ...args], { stdio: 'pipe' }),
    outside: (path) => `/proc/${holder.pid}/root${path}`,
    setNameKnown,
    async end() {
      holder.stdin?.end()
      if (holder.exitCode === null) await once(holder, 'exit')
    },
  }
}
