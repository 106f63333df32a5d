import { pathToFileURL } from 'node:url'
import { lockedPackages } from './package/third-parties.mjs'
import { root } from './paths.mjs'
import { runCommand } from './processes.mjs'

/** Packages that want to run a script of their own when they are installed; `.npmrc` lets none of them. */
const installScripts = /** @type {Record<string, string>} */ ({
  keytar: 'would compile itself where its prebuilt add-on does not load; it is not run, and the prebuilt one is used'
})

/** Licences of what is shipped: all may go into a program under the Apache License, as they are. */
const shippedLicences = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']

/** Shipped, under another licence, and why that is right. */
const otherLicences = /** @type {Record<string, string>} */ ({
  '@novnc/novnc': 'MPL-2.0, unchanged: its source is what is shipped',
  '@fontsource/red-hat-display': 'OFL-1.1: a font, shipped with its licence',
  '@fontsource/red-hat-mono': 'OFL-1.1: a font, shipped with its licence',
  '@fontsource/red-hat-text': 'OFL-1.1: a font, shipped with its licence'
})

/** Tools only: nothing of them is in a release. */
const toolLicences = [...shippedLicences, 'MIT-0', 'MPL-2.0', 'BlueOak-1.0.0', 'Python-2.0', 'CC0-1.0', 'CC-BY-3.0', 'CC-BY-4.0', 'Unlicense', '(MIT OR CC0-1.0)']

/** An advisory service that is slow must not hold up every check. */
const auditLimitMs = 30_000

/** An advisory service that is away is no mistake of the project's, but nobody must take it for a clean one. */
const unaudited = 'NOT audited'

/** @typedef {import('./package/third-parties.mjs').LockedPackage} LockedPackage */

/** @param {string} path in the lock file */
const nameOf = (path) => path.replace(/^.*node_modules\//, '')

/**
 * @param {readonly (readonly [string, LockedPackage])[]} packages of the lock file
 * @returns {string[]} what must not be, in sentences
 */
export function findingsOf(packages) {
  return packages.flatMap(([path, { dev = false, license, hasInstallScript = false }]) => {
    const name = nameOf(path)
    const allowed = dev ? toolLicences : shippedLicences
    const isLicensed = license !== undefined && (allowed.includes(license) || (!dev && otherLicences[name] !== undefined && otherLicences[name].startsWith(license)))
    return [
      ...(isLicensed ? [] : [`${name}: its licence, ${license ?? 'not named'}, is not on the list for ${dev ? 'tools' : 'what is shipped'}`]),
      ...(hasInstallScript && installScripts[name] === undefined ? [`${name}: it has an install script that nobody has given a reason for`] : [])
    ]
  })
}

/**
 * @param {{ code: number, stdout: string }} outcome of `npm audit --json`
 * @returns {{ isAudited: false, why: string } | { isAudited: true, counts: Record<string, number> }}
 */
export function readAudit({ code, stdout }) {
  try {
    const { metadata, message, error } = JSON.parse(stdout)
    if (metadata?.vulnerabilities !== undefined) return { isAudited: true, counts: metadata.vulnerabilities }
    return { isAudited: false, why: `${message ?? error?.summary ?? `npm audit ended with ${code}`}` }
  } catch {
    return { isAudited: false, why: code === 137 ? `no answer within ${auditLimitMs / 1000} s` : `npm audit ended with ${code}` }
  }
}

/**
 * Asks the registry that npm is set up with for advisories about what is shipped.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ findings: string[], says: string }>} findings: what must not be; says: for the closing line
 */
export async function audit(env = process.env) {
  const outcome = await runCommand('npm', ['audit', '--omit=dev', '--package-lock-only', '--json'], { cwd: root, env, timeoutMs: auditLimitMs })
  const result = readAudit(outcome)
  if (!result.isAudited) return { findings: [], says: `${unaudited}: ${result.why.split(' - ')[0]}` }
  const { high = 0, critical = 0 } = result.counts
  const findings = high + critical > 0 ? [`npm audit --omit=dev names ${critical} critical and ${high} high advisories`] : []
  return { findings, says: `audited: ${Object.values(result.counts).at(-1) ?? 0} advisories for what is shipped` }
}

async function main() {
  const packages = lockedPackages()
  const { findings: advisories, says } = await audit()
  const findings = [...findingsOf(packages), ...advisories]
  for (const finding of findings) console.error(finding)
  const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript).length
  console.log(`${packages.length} packages, licences on the list, ${scripts} with an install script, ${says}`)
  if (says.startsWith(unaudited)) console.log(`${unaudited}: nobody has looked for known vulnerabilities in what is shipped. Where a registry answers: npm audit --omit=dev --package-lock-only`)
  return findings.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
