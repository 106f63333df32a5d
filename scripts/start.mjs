import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import { electronPath } from './electron-path.mjs'
import { usageOf } from './package/arguments.mjs'
import { root } from './paths.mjs'
import { exitOf, startChild } from './processes.mjs'
import { setUp } from './setup/index.mjs'

const usage = usageOf('npm start --')

/**
 * @param {readonly string[]} args
 * @param {string} directory that relative paths start from
 * @returns {{ help: true } | { help: false, args: string[] }} the arguments for the program
 * @throws {Error} with a sentence for the user
 */
export function readArguments(args, directory) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      practice: { type: 'boolean' },
      classroom: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'notes-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h' }
    }
  })
  if (values.help) return { help: true }
  if (values.practice && values.classroom !== undefined) throw new Error('--practice and --classroom exclude each other')
  const paths = /** @type {const} */ (['classroom', 'user-data-dir', 'notes-dir']).flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [`--${name}`, resolve(directory, value)]
  })
  return { help: false, args: [...(values.practice ? ['--practice'] : []), ...paths] }
}

/** @param {readonly string[]} args */
async function openWindow(args) {
  const chromium = []
  // Chromium refuses to start its sandbox as root.
  if (process.getuid?.() === 0) chromium.push('--no-sandbox')
  // Before Electron 38 Wayland is used only when asked for.
  if (!process.env['DISPLAY']) chromium.push('--ozone-platform-hint=auto')
  const app = startChild(electronPath(), [...chromium, '.', ...args], { cwd: root, detached: true, stdio: 'inherit' })
  return exitOf(app)
}

async function main() {
  let asked
  try {
    // npm changes to the project's root and keeps in INIT_CWD where it was called.
    asked = readArguments(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd())
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${usage}`)
    return 2
  }
  if (asked.help) {
    console.log(usage)
    return 0
  }
  if (process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) {
    await setUp('start')
    return openWindow(asked.args)
  }
  await setUp('show')
  // Imported now, because before set-up the packages that they use may be missing.
  const [{ withDesktop }, { playDemo }] = await Promise.all([import('./desktop.mjs'), import('./demo.mjs')])
  console.log('There is no display here: the main job is played once on a display of its own.')
  return (await withDesktop((env) => playDemo(env))) ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
