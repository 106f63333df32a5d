import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'

/** The bytes of the wire in the binary: the digits 1 and 0; any other means that this Electron does not have the fuse. */
const on = 0x31
const off = 0x30

/** What a release's binary refuses, written into it. Each is read back after it is set: a binary of another shape would silently keep its own. */
export const fuses = /** @type {const} */ ({
  // With it ELECTRON_RUN_AS_NODE=1 makes a signed, trusted binary run anybody's script.
  RunAsNode: false,
  // There are no cookies: the page speaks to nobody. With it Chromium asks the keyring before the window comes, on its first thread: one that is stuck
  // was seen to hold the window back for fifty seconds.
  EnableCookieEncryption: false,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  // Electron looks at it on macOS, since 30 on Windows, and nowhere on Linux.
  EnableEmbeddedAsarIntegrityValidation: true,
  // Not a folder `app` that somebody has put beside the archive.
  OnlyLoadAppFromAsar: true,
  // There is one snapshot in the distribution, for all processes.
  LoadBrowserProcessSpecificV8Snapshot: false,
  // The page comes from app://; nothing is loaded from file://.
  GrantFileProtocolExtraPrivileges: false
})

/**
 * Before it is signed: that vouches for them.
 *
 * @param {string} binary
 * @returns {Promise<string[]>} fuses that this Electron does not have: an old one lacks the newest
 */
export async function setFuses(binary) {
  const before = await readFuses(binary)
  const present = Object.entries(fuses).filter(([name]) => before[name] !== null)
  const wanted = Object.fromEntries(present.map(([name, isOn]) => [FuseV1Options[/** @type {keyof typeof fuses} */ (name)], isOn]))
  await flipFuses(binary, { version: FuseVersion.V1, ...wanted })
  const after = await readFuses(binary)
  const wrong = present.filter(([name, isOn]) => after[name] !== isOn)
  if (wrong.length > 0) throw new Error(`${binary} did not take the fuses ${wrong.map(([name]) => name).join(', ')}`)
  return Object.keys(before).filter((name) => before[name] === null)
}

/**
 * @param {string} binary
 * @returns {Promise<Record<string, boolean | null>>} null for one that this Electron does not have
 */
export async function readFuses(binary) {
  const wire = await getCurrentFuseWire(binary)
  return Object.fromEntries(
    Object.keys(fuses).map((name) => {
      const state = wire[FuseV1Options[/** @type {keyof typeof fuses} */ (name)]]
      return [name, state === on ? true : state === off ? false : null]
    })
  )
}
