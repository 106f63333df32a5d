import { cpSync, mkdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { findRuntime, wantedVersion } from './electron-path.mjs'
import { runPackageCommand } from './package/command.mjs'
import { checkElectron } from './package/electron.mjs'
import { root } from './paths.mjs'
import { setUp } from './setup/index.mjs'
import { StepFailure } from './setup/steps.mjs'

const usage = `Usage: npm run package -- [--electron DIR] [--stand-in] [--format deb,rpm,tar] [--out DIR]
  --electron DIR   the Electron distribution to pack; otherwise the one that set-up has fetched
  --stand-in       pack it although it is not the version that releases are built with
  --format LIST    some of deb, rpm, tar; otherwise all
  --out DIR        where the packages go; otherwise dist/`

const formats = /** @type {const} */ (['deb', 'rpm', 'tar'])

/** @typedef {{ electron: string | null, standIn: boolean, formats: string[], out: string }} Order */

/**
 * @param {readonly string[]} args
 * @param {string} directory that relative paths start from
 * @returns {Order}
 * @throws {Error} with a sentence for the user
 */
export function readOrder(args, directory) {
  const { values } = parseArgs({
    args: [...args],
    options: { electron: { type: 'string' }, 'stand-in': { type: 'boolean' }, format: { type: 'string' }, out: { type: 'string' } }
  })
  const wanted = values.format?.split(',') ?? [...formats]
  const unknown = wanted.find((format) => !formats.some((known) => known === format))
  if (unknown !== undefined) throw new Error(`there is no format ${unknown}`)
  return {
    electron: values.electron === undefined ? null : resolve(directory, values.electron),
    standIn: values['stand-in'] === true,
    formats: wanted,
    out: values.out === undefined ? join(root, 'dist') : resolve(directory, values.out)
  }
}

/** @param {Order} order */
async function prepare({ electron }) {
  // Read by everything that asks for the runtime.
  if (electron !== null) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron
  await setUp('package')
}

/**
 * @param {Order} order
 * @param {string} work
 * @returns {Promise<import('./setup/steps.mjs').Step[]>}
 */
async function stepsOf({ standIn, formats: wanted, out }, work) {
  // They use packages that set-up brings.
  const [{ describeRelease }, { packProgram }, { stagePractice }, { layOut }, { writeDeb, writeRpm, writeTar }, { expectLibraries }] = await Promise.all([
    import('./package/release.mjs'), import('./package/program.mjs'), import('./package/practice.mjs'), import('./package/tree.mjs'), import('./package/archives.mjs'), import('./package/rpm.mjs')
  ])
  const runtime = findRuntime()
  if (runtime === undefined) throw new Error('There is no Electron here.')
  const release = await describeRelease(runtime.version)
  const practice = join(work, 'practice')
  const tree = join(work, 'tree')
  let program = ''
  mkdirSync(out, { recursive: true })
  const writers = { deb: writeDeb, rpm: writeRpm, tar: writeTar }
  return [
    {
      title: 'Runtime',
      async run() {
        if (!release.isStandIn || standIn) return `Electron ${release.electron}${release.isStandIn ? ': a stand-in, and the packages say so' : ''}`
        throw new StepFailure(`The Electron here is ${release.electron}, and releases are built with ${wantedVersion()}.`, {
          why: 'Its download host could not be reached, or --electron names another one.',
          type: 'npm run package -- --electron DIR   (or, for tests only, --stand-in)'
        })
      }
    },
    {
      title: 'Practice classroom',
      async run(doing) {
        doing('with its guests, kubectl and Node')
        await stagePractice(practice)
        return 'with its guests, kubectl and Node'
      }
    },
    {
      title: 'Program',
      async run(doing) {
        doing('packing it with its runtime')
        program = await packProgram({ electron: runtime.directory, release, practice, work })
        return 'packed, fuses set'
      }
    },
    ...(process.platform === 'linux' ? linuxSteps() : [untriedStep()])
  ]

  /** @returns {import('./setup/steps.mjs').Step} elsewhere the folder is all there is */
  function untriedStep() {
    return {
      title: 'Folder',
      async run() {
        const folder = join(out, basename(program))
        cpSync(program, folder, { recursive: true, verbatimSymlinks: true })
        return `${folder}. NOBODY HAS TRIED IT on ${process.platform}; docs/PACKAGES.md says what is missing`
      }
    }
  }

  /** @returns {import('./setup/steps.mjs').Step[]} */
  function linuxSteps() {
    return [
      {
        title: 'Files',
        async run() {
          await layOut({ program, release, tree })
          return 'laid out'
        }
      },
      {
        title: 'Libraries',
        async run() {
          return expectLibraries(tree)
        }
      },
      ...wanted.map((format) => ({
        title: format.toUpperCase(),
        async run(/** @type {import('./setup/steps.mjs').Doing} */ doing) {
          doing('compressing it')
          return writers[/** @type {typeof formats[number]} */ (format)]({ tree, release, work, out })
        }
      }))
    ]
  }
}

/** @param {Order} order */
function withGoodElectron(order) {
  if (order.electron !== null) checkElectron(order.electron)
  return order
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await runPackageCommand({ usage, readOrder: (args, directory) => withGoodElectron(readOrder(args, directory)), prepare, stepsOf })
}
