import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { outDir } from '../../paths.mjs'
import { startChild, stopChild } from '../../processes.mjs'
import { home } from '../tree.mjs'

const unit = `kind: Unit
version: 1
id: room-12
title: Room 12 begins
summary: A unit of this room's own.
sections:
  - id: R
    title: First steps
    steps:
      - id: R1
        title: Log in
        minutes: 1
        text: r1.md
        checks: [{say: Somebody is logged in, loggedInAs: developer}]
`

/** @param {string} apiUrl @param {boolean} isVouched */
const classroom = (apiUrl, isVouched) => `kind: Classroom
version: 1
title: Room 12
cluster: {apiUrl: '${apiUrl}'${isVouched ? ', caFile: ca.crt' : ''}}
users:
  - {name: admin, role: cluster-admin}
  - {name: developer, password: developer}
units: [room-12]
`

/** All that there are. */
const allLocks = ['lockClassrooms', 'forbidPractice', 'forbidStoredPasswords', 'forbidNewCertificates', 'forbidSolutions']

/** @param {readonly string[]} locks */
const policy = (locks) => `kind: Policy
version: 1
contact: Room 12, phone 4711
${locks.map((lock) => `${lock}: true\n`).join('')}`

/**
 * A cluster in the network of whoever calls (a practice classroom of which the program knows the address only), an oc on the workstation, and in /etc
 * what an administrator lays there; a student who has never started the program.
 *
 * @param {string} root
 * @param {{ policyMode?: number, locks?: readonly string[], isVouched?: boolean }} [options] isVouched: the authority of the cluster's certificate is beside the classroom
 * @returns {Promise<() => Promise<void>>} takes all of it away
 */
export async function administratorsRoom(root, { policyMode = 0o644, locks = allLocks, isVouched = true } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'lab-companion-room-'))
  const server = startChild(process.execPath, [join(outDir, 'practice', 'main.cjs'), '--port', '0', '--json', '--no-guests', '--data-dir', data], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (server.stdout === null) throw new Error('the classroom has no output')
  const [line] = await once(createInterface({ input: server.stdout }), 'line')
  const { apiUrl, caFile } = /** @type {{ apiUrl: string, caFile: string }} */ (JSON.parse(line))

  const etc = join(root, 'etc/lab-companion')
  const folders = ['classrooms', 'units', 'units/room-12'].map((name) => join(etc, name))
  for (const folder of folders) mkdirSync(folder, { mode: 0o755 })
  writeFileSync(join(etc, 'classrooms/room-12.yaml'), classroom(apiUrl, isVouched))
  copyFileSync(caFile, join(etc, 'classrooms/ca.crt'))
  chmodSync(join(etc, 'classrooms/ca.crt'), 0o644)
  writeFileSync(join(etc, 'units/room-12/unit.yaml'), unit)
  writeFileSync(join(etc, 'units/room-12/r1.md'), 'Press *Log in as developer*.\n')
  writeFileSync(join(etc, 'policy.yaml'), policy(locks))
  chmodSync(join(etc, 'policy.yaml'), policyMode)
  const oc = join(root, 'usr/local/bin/oc')
  writeFileSync(oc, `#!/bin/sh\nexec ${home}/resources/practice/bin/oc "$@"\n`, { mode: 0o755 })
  rmSync(join(root, 'home/student/.config'), { recursive: true, force: true })
  return async () => {
    await stopChild(server)
    for (const path of ['classrooms', 'units', 'policy.yaml']) rmSync(join(etc, path), { recursive: true })
    rmSync(oc)
    rmSync(data, { recursive: true, force: true })
  }
}
