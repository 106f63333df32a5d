import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRuntime } from '../electron-path.mjs'
import { outDir, root } from '../paths.mjs'
import { runCommand } from '../processes.mjs'
import { reasonOf, StepFailure } from './steps.mjs'

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {readonly string[]} inputs files and folders, from the root
 * @property {readonly string[]} outputs files of `out/` that a complete build leaves
 * @property {readonly string[]} command for Node
 */

const configuration = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json']

/** @type {Record<'app' | 'practice' | 'unit', Target>} */
const targets = {
  app: {
    name: 'app',
    inputs: ['core', 'main', 'preload', 'renderer', 'resources', 'electron.vite.config.ts', ...configuration],
    outputs: ['main/index.js'],
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build']
  },
  practice: {
    name: 'practice',
    inputs: ['practice', ...configuration],
    outputs: ['practice/main.cjs'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'practice/vite.config.ts']
  },
  unit: {
    name: 'unit',
    inputs: ['core', 'main', 'scripts/unit.vite.config.mjs', ...configuration],
    outputs: ['unit/main.cjs'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'scripts/unit.vite.config.mjs']
  }
}

/**
 * Builds what changed since the last build.
 *
 * @param {readonly (keyof typeof targets)[]} names
 * @returns {import('./steps.mjs').Step}
 */
export function build(names) {
  return {
    title: 'Build',
    async run(doing) {
      const stale = names.map((name) => targets[name]).filter((target) => readStamp(target) !== fingerprint(target))
      if (stale.length === 0) return 'up to date'
      doing(stale.map(({ name }) => name).join(' and '))
      await Promise.all(stale.map(buildTarget))
      return `${stale.map(({ name }) => name).join(' and ')} built`
    }
  }
}

/** @param {Target} target */
async function buildTarget(target) {
  const before = fingerprint(target)
  // A build that is cut short must not look like a finished one.
  rmSync(stampFile(target), { force: true })
  const outcome = await runCommand(process.execPath, target.command, { cwd: root, env: { ...process.env, ...targetElectron() } })
  if (outcome.code !== 0) {
    throw new StepFailure(`The build of the ${target.name} failed.`, {
      why: reasonOf(outcome),
      type: `node ${target.command.join(' ')}`
    })
  }
  mkdirSync(outDir, { recursive: true })
  writeFileSync(stampFile(target), before)
}

/** electron-vite asks the official package otherwise, whichever Electron really runs. */
function targetElectron() {
  const runtime = findRuntime()
  return runtime ? { ELECTRON_EXEC_PATH: runtime.path, ELECTRON_MAJOR_VER: runtime.version.split('.')[0] } : {}
}

/** @param {Target} target */
const stampFile = ({ name }) => join(outDir, `.${name}.stamp`)

/**
 * @param {Target} target
 * @returns {string | undefined} undefined when there is no complete build
 */
function readStamp(target) {
  if (!target.outputs.every((file) => statSync(join(outDir, file), { throwIfNoEntry: false }))) return undefined
  try {
    return readFileSync(stampFile(target), 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Sizes and times tell a changed file as well as its content does, without reading the guests' disk images.
 *
 * @param {Target} target
 * @returns {string}
 */
function fingerprint(target) {
  const hash = createHash('sha256').update(JSON.stringify(targetElectron()))
  for (const input of target.inputs) {
    for (const file of listFiles(join(root, input))) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${file}\0${size}\0${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]} the files at or below it, in a stable order; none when there is nothing
 */
function listFiles(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (found.isFile()) return [path]
  return readdirSync(path)
    .sort()
    .filter((entry) => entry !== 'node_modules')
    .flatMap((entry) => listFiles(join(path, entry)))
}
