import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findRuntime } from './electron-path.mjs'
import { cacheDir, outDir } from './paths.mjs'
import { cleanUpAtEnd, runCommand } from './processes.mjs'
import { setUp } from './setup/index.mjs'

/**
 * Runs Doyensec's electronegativity over the built program. It is no dependency: four hundred packages, the last release of 2022; npm fetches it on
 * demand. Its parser knows no private fields, so that it reads a copy in older JavaScript. What it finds must be on the list below.
 */
const tool = { name: '@doyensec/electronegativity', version: '1.10.3' }

/** @type {readonly { check: string, file: RegExp, why: string }[]} */
const reviewed = [
  { check: 'CSP_GLOBAL_CHECK', file: /^N\/A$/, why: 'the policy is a header of every answer (main/window/protocol.ts), not a tag in the page' },
  { check: 'DANGEROUS_FUNCTIONS_JS_CHECK', file: /^renderer\/assets\/addon-webgl-/, why: 'setTimeout with a function; strings are not evaluated, as the policy forbids it' },
  { check: 'OPEN_EXTERNAL_JS_CHECK', file: /^renderer\//, why: "a call of the border by that name; main's openLink decides" },
  { check: 'OPEN_EXTERNAL_JS_CHECK', file: /^main\//, why: 'openLink, behind isSafeToOpen: https, or http on this computer' },
  { check: 'PROTOCOL_HANDLER_JS_CHECK', file: /^main\/index\.js$/, why: 'app:// serves files of one folder (main/window/files.ts)' }
]

/** npm's 400 packages over a slow line. */
const fetchLimitMs = 10 * 60_000

async function fetchTool() {
  const folder = join(cacheDir, `electronegativity-${tool.version}`)
  const program = join(folder, 'node_modules', '.bin', 'electronegativity')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  const { code, stderr } = await runCommand('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${tool.name}@${tool.version}`], { cwd: folder, timeoutMs: fetchLimitMs })
  if (code !== 0) throw new Error(`electronegativity could not be fetched: ${stderr.trim()}`)
  return program
}

/** @param {string} folder @returns {Promise<number>} how many files */
async function copyInOlderJavaScript(folder) {
  const { transformWithOxc } = await import('vite')
  let count = 0
  for (const name of await readdir(outDir, { recursive: true })) {
    if (!/^(main|preload|renderer)\/.*\.(js|html)$/.test(name)) continue
    const text = await readFile(join(outDir, name), 'utf8')
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, name.endsWith('.js') ? (await transformWithOxc(text, name, { target: 'es2018' })).code : text)
    count += 1
  }
  const electron = findRuntime()?.version
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'lab-companion', main: 'main/index.js', devDependencies: { electron } }))
  return count
}

await setUp('build', { quiet: true })
const work = mkdtempSync(join(tmpdir(), 'lab-companion-scan-'))
cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
const scanned = join(work, 'program')
const report = join(work, 'report.csv')
const files = await copyInOlderJavaScript(scanned)
const { stdout } = await runCommand(process.execPath, [await fetchTool(), '-i', scanned, '-r', '-o', report])
const unread = [...stdout.matchAll(/Error parsing (.*)/g)].map(([, what]) => what)
const findings = readFileSync(report, 'utf8')
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [, check, file] = /^"?([A-Z_]+)"?,(?:"[^"]*"|[^,]*),(?:"[^"]*"|[^,]*),"?([^",]*)"?/.exec(line) ?? []
    return check === undefined || file === undefined ? [] : [{ check, file: file.replace(`${scanned}/`, '') }]
  })
const unknown = findings.filter(({ check, file }) => !reviewed.some((known) => known.check === check && known.file.test(file)))
for (const { check, file } of unknown) console.error(`${check} in ${file}: not on the list of what was reviewed`)
for (const what of unread) console.error(`not read: ${what}`)
console.log(`electronegativity ${tool.version}: ${files} files, ${findings.length} findings, ${unknown.length} not reviewed, ${unread.length} files not read`)
process.exitCode = unknown.length + unread.length === 0 ? 0 : 1
