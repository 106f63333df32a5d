import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findRuntime, wantedVersion } from '../electron-path.mjs'
import { cacheDir, root } from '../paths.mjs'
import { runCommand } from '../processes.mjs'
import { installFallback } from './fallback-runtime.mjs'
import { reasonOf } from './steps.mjs'

/** Notes that the official download failed, so that not every start waits for it to fail again. */
const failureNote = join(cacheDir, 'electron-download-failed.json')

/** A network changes by the day: tomorrow's first start may ask again. */
const askAgainAfterMs = 24 * 60 * 60 * 1000

/** 110 MB over a slow classroom line. */
const downloadLimitMs = 15 * 60 * 1000

/** Set it to try the official download now. */
const retryVariable = 'LAB_COMPANION_RETRY_ELECTRON'

/** @returns {import('./steps.mjs').Step} */
export function electronRuntime() {
  return {
    title: 'Electron',
    async run(doing) {
      const present = findRuntime()
      if (present?.kind === 'official') return present.version
      if (present && process.env['ELECTRON_OVERRIDE_DIST_PATH']) return `${present.version}, as ELECTRON_OVERRIDE_DIST_PATH says`
      const wanted = wantedVersion()
      if (mayAsk(wanted)) {
        doing(`downloading Electron ${wanted}`)
        // npm runs no package's own script here (.npmrc), so the package has not fetched its binary yet.
        const install = join(root, 'node_modules', 'electron', 'install.js')
        const outcome = await runCommand(process.execPath, [install], {
          timeoutMs: downloadLimitMs,
          // Without it Electron's own downloader ignores https_proxy and no_proxy.
          env: { ...process.env, ELECTRON_GET_USE_PROXY: '1' }
        })
        const runtime = findRuntime()
        if (outcome.code === 0 && runtime?.kind === 'official') {
          rmSync(failureNote, { force: true })
          return `${runtime.version} downloaded`
        }
        mkdirSync(dirname(failureNote), { recursive: true })
        writeFileSync(failureNote, JSON.stringify({ version: wanted, at: Date.now(), why: reasonOf(outcome) }, null, 2))
      }
      if (!present) await installFallback(doing)
      return `${findRuntime()?.version}: ${wanted} could not be downloaded. For development and tests only. ${retryVariable}=1 asks again`
    }
  }
}

/**
 * @param {string} version
 * @returns {boolean}
 */
function mayAsk(version) {
  if (process.env[retryVariable]) return true
  try {
    const note = JSON.parse(readFileSync(failureNote, 'utf8'))
    return note.version !== version || Date.now() - note.at > askAgainAfterMs
  } catch {
    // No note, or one that cannot be read: nothing is known, so ask.
    return true
  }
}
