import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { electronPath } from '../../scripts/electron-path.mjs'
import { root } from '../../scripts/paths.mjs'

/** A course of years: 10,000 notes, 20 MB together. */
const notes = 10_000
const bytesPerNote = 2_000
const largeBytes = 2_000_000

/** What students are promised, in milliseconds. For the frames: one of 60 Hz for a letter; while the index is read, one may be left out. */
const promised = { search: 15, index: 1_000, open: 150, letter: 1000 / 60, frame: 2000 / 60 }

/** Notes need no cluster, and a practice classroom beside them would be measured too. */
const nowhere = `
kind: Classroom
version: 1
title: Nowhere
cluster: {apiUrl: 'https://127.0.0.1:9'}
users: [{name: admin, role: cluster-admin}]
`

/** What is measured takes seconds; the limit is for a machine that does other things too. */
const waitMs = 120_000

/**
 * All in milliseconds; `bare` is what each is compared with.
 *
 * @typedef {{ search: number, index: number, open: number, letter: number, frame: number }} Figures
 * @typedef {{ value: Figures, bare: Figures }} Measured
 */

/** @type {Promise<Measured> | undefined} */
let measured

/** What is measured, what it is compared with, and how many times that it may take. */
const figures = /** @type {const} */ ([
  ['search', `Search in ${notes} notes of 20 MB, 99th percentile`, 'grep over the same files', 0.5],
  ['index', `Index of ${notes} notes ready after a start`, 'the first start, which reads the notes', 0.8],
  ['frame', 'Longest frame until the list of them is there', 'an empty folder', 2],
  ['open', 'Opening a note of 2 MB', 'one of 2 kB', 4],
  ['letter', 'Typing in a note of 2 MB, longest turn of the window’s thread at 95 of 100 letters', 'one of 2 kB', 3]
])

/** @type {import('../../scripts/bench.mjs').About} */
export const about = {
  title: 'Notes',
  how: "A library of 10,000 notes, 20 MB together. Searches are asked by the page, 15 sorts in 20 rounds after a first one; the index is timed from the program's start; frames are the page's own until the list is there; typing is the longest turn of the page's thread for each of 100 letters. Each figure stands once against what is promised and once against a baseline of the same run.",
  limits: 'Search is one pass over an index in a thread of its own, whose first searches after a start take four times as long; the editor draws only what is in sight, so that the size of a note costs at its opening only. The preview draws what is scrolled to.'
}

/** Each figure against what was promised, and against what was measured in the same run. */
/** @type {readonly import('../../scripts/bench.mjs').Bench[]} */
export const benches = figures.flatMap(([key, name, comparison, goal]) => [
  { name: `${name}, against the promised ${Math.round(promised[key])} ms`, unit: 'ms', goal: 1, run: async (context) => ({ value: (await measureOnce(context)).value[key], baseline: promised[key] }) },
  {
    name: `${name}, against ${comparison}`,
    unit: 'ms',
    goal,
    async run(context) {
      const { value, bare } = await measureOnce(context)
      return { value: value[key], baseline: bare[key] }
    }
  }
])

/** @param {import('../../scripts/bench.mjs').Context} context */
function measureOnce(context) {
  return (measured ??= measure(context))
}

/** @param {import('../../scripts/bench.mjs').Context} context @returns {Promise<Measured>} */
async function measure({ env, folder }) {
  const library = join(folder, 'library')
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const classroom = join(folder, 'classroom.yaml')
  writeFileSync(classroom, nowhere)
  writeLibrary(library)
  const start = (/** @type {string} */ notesDir) =>
    _electron.launch({
      executablePath: electronPath(),
      args: ['.', '--classroom', classroom, '--user-data-dir', join(folder, 'data'), '--notes-dir', notesDir],
      cwd: root,
      env: /** @type {Record<string, string>} */ ({ ...env, HOME: folder })
    })
  const bareFrame = await within(start(empty), longestFrame)
  // The first start reads every note and keeps the index; the second is what students have every day.
  const bareIndex = await within(start(library), async (page) => page.evaluate(indexReady))
  return within(start(library), async (page) => {
    const index = await page.evaluate(indexReady)
    const frame = await longestFrame(page)
    const search = percentile(await page.evaluate(searchTimes), 0.99)
    const opened = await openTimes(page)
    const letter = percentile(await typingTimes(page, 'large.md'), 0.95)
    const bareLetter = percentile(await typingTimes(page, 'small.md'), 0.95)
    return {
      value: { search, index, frame, open: median(opened.large), letter },
      bare: { search: median(timed(5, () => spawnSync('grep', ['-ric', 'kube1', library]))), index: bareIndex, frame: bareFrame, open: median(opened.small), letter: bareLetter }
    }
  })
}

/**
 * @template T
 * @param {Promise<import('playwright').ElectronApplication>} starting
 * @param {(page: import('playwright').Page) => Promise<T>} work
 */
async function within(starting, work) {
  const app = await starting
  try {
    const page = await app.firstWindow({ timeout: waitMs })
    page.setDefaultTimeout(waitMs)
    return await work(page)
  } finally {
    await app.close()
  }
}

/** From the click on Notes until all of them are in the list, in a window that has done its own start. */
async function longestFrame(/** @type {import('playwright').Page} */ page) {
  await page.getByRole('tab', { name: 'Notes' }).waitFor()
  await page.evaluate(idle)
  await page.evaluate(watchFrames)
  await page.getByRole('tab', { name: 'Notes' }).click()
  await page.evaluate(indexReady)
  const total = await page.evaluate(async () => (await /** @type {any} */ (globalThis).app.notes.library()).value.total)
  const last = total === 0 ? page.getByText('No notes yet') : page.locator(`[role="option"][aria-setsize="${total}"]`).first()
  await last.waitFor()
  const longest = await page.evaluate(() => /** @type {any} */ (globalThis).stopFrames())
  await page.evaluate(idle)
  return longest
}

function timed(/** @type {number} */ times, /** @type {() => void} */ work) {
  return Array.from({ length: times }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
}

/** Words of a vocabulary of 20,000 with the uneven use that words have. */
function writeLibrary(/** @type {string} */ library) {
  let seed = 1
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
  const word = () => `${['kube', 'virt', 'hyper', 'store', 'node', 'mig'][Math.floor(random() * 6)]}${Math.floor(20_000 * random() ** 3).toString(36)}`
  const text = (/** @type {number} */ bytes) => {
    const words = []
    for (let length = 0; length < bytes; length += (words.at(-1)?.length ?? 0) + 1) words.push(words.length % 12 === 11 ? `${word()}.\n` : word())
    return words.join(' ')
  }
  for (let number = 0; number < notes; number++) {
    const unit = join(library, `unit ${number % 20}`)
    mkdirSync(unit, { recursive: true })
    writeFileSync(join(unit, `note ${number}.md`), `---\nunit: u${number % 20}\n---\n# ${word()} ${word()}\n\n${text(bytesPerNote)}`)
  }
  writeFileSync(join(library, 'large.md'), `# The large one\n\n${text(largeBytes)}`)
  writeFileSync(join(library, 'small.md'), `# The small one\n\n${text(bytesPerNote)}`)
}

// What follows runs in the page.

/** The window has nothing to do: an idle callback is given its whole 50 ms only where no timer and no frame is due. */
function idle() {
  return new Promise((resolve) => {
    const look = (/** @type {IdleDeadline} */ deadline) => (deadline.timeRemaining() > 45 ? resolve(undefined) : requestIdleCallback(look))
    requestIdleCallback(look)
  })
}

function watchFrames() {
  let longest = 0
  let last = performance.now()
  const look = (/** @type {number} */ now) => {
    longest = Math.max(longest, now - last)
    last = now
    next = requestAnimationFrame(look)
  }
  let next = requestAnimationFrame(look)
  const state = /** @type {any} */ (globalThis)
  state.stopFrames = () => {
    cancelAnimationFrame(next)
    return longest
  }
}

/** From what the window first shows: only then is the folder looked at, as the window comes first. */
async function indexReady() {
  const { notes: api } = /** @type {any} */ (globalThis).app
  const shown = new Promise((resolve) => new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime))).observe({ type: 'paint', buffered: true }))
  const complete = new Promise((resolve) => {
    const stop = api.on.changed((/** @type {{ complete: boolean }} */ change) => {
      if (!change.complete) return
      stop()
      resolve(performance.now())
    })
    // It may have been read before anybody listened.
    void api.library().then((/** @type {any} */ answer) => answer.ok && answer.value.complete && resolve(performance.now()))
  })
  const [from, to] = await Promise.all([shown, complete])
  return Math.max(1, to - from)
}

async function searchTimes() {
  const { notes: api } = /** @type {any} */ (globalThis).app
  // As one types them: beginnings, several words, errors, phrases, filters.
  const queries = ['k', 'ku', 'kube', 'kube1', 'virt2a store', 'hyper1 node2 mig', '"kube1 virt"', 'kubve12', 'storee1', 'node unit:u3', 'nothing', 'hyperb virta', 'mig tag:none', 'kube date:today', 'virt1c kube7']
  const times = []
  // The first round meets the thread at its own warming up, which it does when the index is ready and nobody asks anything yet.
  for (let round = 0; round < 21; round++) {
    for (const query of queries) {
      const started = performance.now()
      await api.search({ query })
      if (round > 0) times.push(performance.now() - started)
    }
  }
  return times
}

/** The two in turn: each is opened over the other. @param {import('playwright').Page} page */
async function openTimes(page) {
  const search = page.getByRole('searchbox', { name: 'Search notes' })
  const times = { small: /** @type {number[]} */ ([]), large: /** @type {number[]} */ ([]) }
  for (let round = 0; round < 7; round++) {
    for (const name of /** @type {const} */ (['small', 'large'])) {
      await search.fill(`the ${name} one`)
      const row = page.locator(`[data-path="${name}.md"]`)
      await row.waitFor()
      times[name].push(
        await row.evaluate(async (element, title) => {
          const started = performance.now()
          ;/** @type {HTMLElement} */ (element).click()
          while (!document.querySelector('.cm-content')?.textContent?.includes(title)) await new Promise((resolve) => requestAnimationFrame(resolve))
          return performance.now() - started
        }, `The ${name} one`)
      )
    }
  }
  return times
}

/**
 * For each letter the longest turn of the window's thread until the next one, in that thread's own time: what other programs take of the core is not the
 * note's.
 *
 * @param {import('playwright').Page} page @param {string} path
 */
async function typingTimes(page, path) {
  await page.getByRole('searchbox', { name: 'Search notes' }).fill(`the ${path.replace('.md', '')} one`)
  await page.locator(`[data-path="${path}"]`).click()
  await page.locator('.cm-content', { hasText: `The ${path.replace('.md', '')} one` }).click()
  const tracing = await page.context().newCDPSession(page)
  /** @type {{ name: string, ph: string, ts: number, tdur: number, pid: number, tid: number, args: { data?: { type?: string } } }[]} */
  const events = []
  tracing.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {typeof events} */ (/** @type {unknown} */ (value))))
  await tracing.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'toplevel'] } })
  await page.keyboard.type('what is typed into a large note appears at once, and is saved meanwhile. '.repeat(3), { delay: 30 })
  const complete = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve))
  await tracing.send('Tracing.end')
  await complete
  await tracing.detach()
  const keys = events.filter(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown')
  const [first] = keys
  const turns = events.filter(({ name, ph, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X' && pid === first?.pid && tid === first.tid)
  const pressed = keys.map(({ ts }) => ts).sort((a, b) => a - b)
  return pressed.map((at, index) => {
    const next = pressed[index + 1] ?? Number.POSITIVE_INFINITY
    // The turn of the key itself has begun before the key is told.
    return Math.max(0, ...turns.filter(({ ts, tdur }) => ts + tdur > at && ts < next).map(({ tdur }) => tdur)) / 1000
  })
}

/** @param {number[]} numbers @param {number} share */
function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** @param {number[]} numbers */
const median = (numbers) => percentile(numbers, 0.5)
