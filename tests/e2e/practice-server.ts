import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface PracticeServer {
  apiUrl: string
  caFile: string
  /** Ends the program and waits for it; its data stays for the next start. */
  stop(): Promise<void>
}

/** The practice classroom as a cluster of somebody else's: a program of its own, of which the app knows the address only. */
export async function startPracticeServer(dataDir: string, ...args: string[]): Promise<PracticeServer> {
  const child: ChildProcess = spawn(process.execPath, ['out/practice/main.cjs', '--port', '0', '--json', '--exit-with-parent', '--data-dir', dataDir, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('the practice classroom has no output')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { apiUrl, caFile } = JSON.parse(line) as { apiUrl: string; caFile: string }
  return {
    apiUrl,
    caFile,
    async stop() {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** A classroom file as a trainer hands it out, without the certificates. Answers its path. */
export async function writeClassroomFile(folder: string, apiUrl: string, passwords: { admin: string; developer: string }): Promise<string> {
  const path = join(folder, 'classroom.yaml')
  await writeFile(
    path,
    `kind: Classroom
version: 1
title: Room 7
cluster:
  apiUrl: ${apiUrl}
  nodes: {master: 3, worker: 2}
users:
  - {name: admin, password: ${passwords.admin}, role: cluster-admin}
  - {name: developer, password: ${passwords.developer}}
units: [openshift-virtualization]
`,
  )
  return path
}

/** An environment in which `oc` is found although the classroom is not the practice classroom: ours plays the real one's part. */
export async function practiceOcOnPath(folder: string): Promise<Record<string, string>> {
  const bin = join(folder, 'bin')
  const home = join(folder, 'home')
  await mkdir(bin, { recursive: true })
  await mkdir(home, { recursive: true })
  await writeFile(join(bin, 'oc'), `#!/bin/sh\nexec '${process.execPath}' '${join(process.cwd(), 'out/practice/oc.cjs')}' "$@"\n`, { mode: 0o755 })
  // A login shell sets PATH anew; the student's own start file has the last word.
  await writeFile(join(home, '.bash_profile'), `PATH='${bin}':$PATH\n`)
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, SHELL: '/bin/bash' }
}
