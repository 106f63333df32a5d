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

/**
 * Each stands for one place, and no more: the scanner asks for a review of these functions wherever they are called, so that it cannot be silenced by
 * calling them well.
 *
 * @type {readonly { check: string, file: RegExp, sample: RegExp, why: string }[]}
 */
const reviewed = [
  { check: 'CSP_GLOBAL_CHECK', file: /^renderer\/index\.html$/, sample: /^default-src 'none'; script-src 'self'; /, why: "it warns of scripts that others have put beside ours: of others' files only pictures are served (main/course, fileOf)" },
  { check: 'DANGEROUS_FUNCTIONS_JS_CHECK', file: /^renderer\/assets\/addon-webgl-/, sample: /setTimeout\(\w+\)/, why: "xterm's: it is called with a function; strings are not evaluated, as the policy forbids it" },
  { check: 'OPEN_EXTERNAL_JS_CHECK', file: /^renderer\/assets\/first-/, sample: /\.app\.openExternal\(/, why: "renderer/border's openLink: a call of the border by that name, the only one of the page; main's openLink decides" },
  { check: 'OPEN_EXTERNAL_JS_CHECK', file: /^main\/index\.js$/, sample: /\.shell\.openExternal\(\w+\)/, why: "main/window's openLink, behind isSafeToOpen: https, or http on this computer" },
  { check: 'PROTOCOL_HANDLER_JS_CHECK', file: /^main\/index\.js$/, sample: /registerFileProtocol\(/, why: 'app:// serves files of one folder (main/window/files.ts)' }
]

/** npm's 400 packages over a slow line. */
const fetchLimitMs = 10 * 60_000

/** The status of a scan that could not be done, which is not the fault of the code: sysexits.h's EX_TEMPFAIL. */
const notScanned = 75

async function fetchTool() {
  const folder = join(cacheDir, `electronegativity-${tool.version}`)
  const program = join(folder, 'node_modules', '.bin', 'electronegativity')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  const { code, stderr } = await runCommand('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${tool.name}@${tool.version}`], { cwd: folder, timeoutMs: fetchLimitMs })
  if (code !== 0) {
    console.error(`NOT scanned: electronegativity could not be fetched: ${stderr.trim()}`)
    process.exit(notScanned)
  }
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
const program = await fetchTool()
const work = mkdtempSync(join(tmpdir(), 'lab-companion-scan-'))
cleanUpAtEnd(() => rmSync(work, { recursive: true, force: true }))
const scanned = join(work, 'program')
const report = join(work, 'report.csv')
const files = await copyInOlderJavaScript(scanned)
const { stdout } = await runCommand(process.execPath, [program, '-i', scanned, '-r', '-o', report])
const unread = [...stdout.matchAll(/Error parsing (.*)/g)].map(([, what]) => what)
const findings = readFindings(readFileSync(report, 'utf8'))
const waiting = [...reviewed]
const unknown = findings.filter(({ check, file, sample }) => {
  const at = waiting.findIndex((known) => known.check === check && known.file.test(file) && known.sample.test(sample))
  if (at >= 0) waiting.splice(at, 1)
  return at < 0
})
for (const { check, file, sample } of unknown) console.error(`${check} in ${file}, ${sample}: not on the list of what was reviewed`)
for (const { check, why } of waiting) console.error(`${check} (${why}): on the list, and found no more`)
for (const what of unread) console.error(`not read: ${what}`)
console.log(`electronegativity ${tool.version}: ${files} files, ${findings.length} findings, ${unknown.length} not reviewed, ${waiting.length} reviewed in vain, ${unread.length} files not read`)
process.exitCode = unknown.length + waiting.length + unread.length === 0 ? 0 : 1

/**
 * @param {string} report as the scanner writes it: a table of issue, severity, confidence, file, place, sample, …; cells may be quoted
 * @returns {{ check: string, file: string, sample: string }[]}
 */
function readFindings(report) {
  return report
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [check = '', , , file = '', , sample = ''] = [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      return { check, file: file.replace(`${scanned}/`, ''), sample }
    })
}
